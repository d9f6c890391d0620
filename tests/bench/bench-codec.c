/* bench-codec.c: what it costs to encode, parse, frame and dissect, without any socket.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   bench-codec          prints one figure a line, "name value unit"
 *   bench-codec NAME N   does one of them N times and prints nothing, for callgrind
 */

#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench-load.h"
#include "modbus/mb-field.h"
#include "modbus/mb-framer.h"
#include "modbus/mb-mbap.h"
#include "modbus/mb-response.h"

#define QUANTITY 10
#define N_RUNS 9

typedef struct
{
  guint8     request_adu[BENCH_REQUEST_SIZE];
  guint8     answer_adu[BENCH_ANSWER_SIZE (QUANTITY)];
  MbRequest  request;
  MbResponse response;
  MbFramer  *framer;
  /* What came out, so that nothing is done for nothing. */
  gsize      sum;
} Codec;

static void
encode_request (Codec *codec)
{
  guint8 adu[MB_ADU_MAX];
  gsize len = mb_request_encode (&codec->request, adu + MB_MBAP_SIZE, MB_PDU_MAX);

  mb_mbap_write (adu, 1, 1, len);
  codec->sum += adu[5];
}

static void
parse_request (Codec *codec)
{
  MbRequest request;

  codec->sum += mb_request_parse (&request, codec->request_adu + MB_MBAP_SIZE,
                                  sizeof codec->request_adu - MB_MBAP_SIZE);
  codec->sum += request.quantity;
}

static void
encode_response (Codec *codec)
{
  guint8 adu[MB_ADU_MAX];
  gsize len = mb_response_encode (&codec->response, adu + MB_MBAP_SIZE, MB_PDU_MAX);

  mb_mbap_write (adu, 1, 1, len);
  codec->sum += adu[5];
}

static void
parse_response (Codec *codec)
{
  MbResponse response;

  codec->sum += mb_response_parse (&response, &codec->request, codec->answer_adu + MB_MBAP_SIZE,
                                   sizeof codec->answer_adu - MB_MBAP_SIZE);
  codec->sum += response.data_len;
}

static void
frame_answer (Codec *codec)
{
  MbAdu adu;

  mb_framer_feed (codec->framer, codec->answer_adu, sizeof codec->answer_adu);
  codec->sum += mb_framer_next (codec->framer, &adu) == MB_FRAMER_ADU;
  codec->sum += mb_framer_next (codec->framer, &adu) == MB_FRAMER_MORE;
}

static void
walk_fields (Codec        *codec,
             MbDissection *dissection)
{
  for (guint i = 0; i < mb_dissection_get_n_fields (dissection); i++)
    codec->sum += mb_dissection_get_field (dissection, i)->offset;
  mb_dissection_unref (dissection);
}

static void
dissect_request (Codec *codec)
{
  walk_fields (codec, mb_dissection_new (codec->request_adu, sizeof codec->request_adu,
                                         MB_DIRECTION_REQUEST, NULL, 0));
}

static void
dissect_response (Codec *codec)
{
  walk_fields (codec, mb_dissection_new (codec->answer_adu, sizeof codec->answer_adu,
                                         MB_DIRECTION_RESPONSE, codec->request_adu,
                                         sizeof codec->request_adu));
}

static const struct
{
  const char *name;
  guint       n;
  void      (*run) (Codec *codec);
} works[] = {
  { "encode-request", 2000000, encode_request },
  { "parse-request", 2000000, parse_request },
  { "encode-response", 2000000, encode_response },
  { "parse-response", 2000000, parse_response },
  { "frame", 2000000, frame_answer },
  { "dissect-request", 100000, dissect_request },
  { "dissect-response", 50000, dissect_response },
};

static void
codec_init (Codec *codec)
{
  gsize len;

  memset (codec, 0, sizeof *codec);
  bench_put_request (codec->request_adu, 1, 100, QUANTITY);
  codec->request = mb_request_read (MB_TABLE_HOLDING_REGISTERS, 100, QUANTITY);
  for (guint i = 0; i < QUANTITY; i++)
    codec->answer_adu[10 + 2 * i] = (guint8) (100 + i);
  codec->response = (MbResponse) {
    .function = MB_FUNCTION_READ_HOLDING_REGISTERS,
    .data = codec->answer_adu + 9,
    .data_len = 2 * QUANTITY,
  };
  len = mb_response_encode (&codec->response, codec->answer_adu + MB_MBAP_SIZE, MB_PDU_MAX);
  g_assert_cmpuint (len, ==, sizeof codec->answer_adu - MB_MBAP_SIZE);
  mb_mbap_write (codec->answer_adu, 1, 1, len);
  codec->framer = mb_framer_new (MB_FRAMING_MBAP, MB_DIRECTION_REQUEST);
}

static double
cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

/* The quickest of some runs: whatever else the machine does only adds. */
static double
measure (Codec *codec,
         guint  work)
{
  double best = G_MAXDOUBLE;

  for (guint run = 0; run < N_RUNS; run++)
    {
      guint n = works[work].n / N_RUNS;
      double start = cpu_ns ();

      for (guint i = 0; i < n; i++)
        works[work].run (codec);
      best = MIN (best, (cpu_ns () - start) / n);
    }
  return best;
}

static void
run_one (Codec      *codec,
         const char *name,
         const char *count)
{
  guint64 n;

  if (!g_ascii_string_to_unsigned (count, 10, 1, G_MAXUINT32, &n, NULL))
    bench_fail ("“%s” is no number of times", count);
  for (guint work = 0; work < G_N_ELEMENTS (works); work++)
    {
      if (!g_str_equal (works[work].name, name))
        continue;
      for (guint64 i = 0; i < n; i++)
        works[work].run (codec);
      return;
    }
  bench_fail ("there is no benchmark “%s”", name);
}

int
main (int   argc,
      char *argv[])
{
  Codec codec;

  if (argc != 1 && argc != 3)
    bench_fail ("usage: %s [NAME N]", argv[0]);
  codec_init (&codec);
  if (argc == 3)
    run_one (&codec, argv[1], argv[2]);
  else
    for (guint work = 0; work < G_N_ELEMENTS (works); work++)
      printf ("%s %.1f ns\n", works[work].name, measure (&codec, work));
  mb_framer_free (codec.framer);
  g_assert_cmpuint (codec.sum, >, 0);
  return 0;
}
