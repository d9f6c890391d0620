/* test-reassembly.c: both directions of TCP connections: handshakes, ends, ports used anew.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-reassembly.h"

/**
 * Scene:
 *
 * A pair of ports under test and what was told of it: for each side, a and b, data in brackets, a
 * gap in angle brackets, the end as a full stop; a bar where another connection begins.
 */
typedef struct
{
  MbTcpBudget   budget;
  MbReassembly *reassembly;
  GString      *told;
} Scene;

static void
drain (Scene *scene)
{
  MbTcpChunk chunk;
  guint side = 0;

  while (mb_reassembly_next (scene->reassembly, &side, &chunk) != MB_TCP_CHUNK_NONE)
    {
      char name = side == 0 ? 'a' : 'b';

      switch (chunk.kind)
        {
        case MB_TCP_CHUNK_DATA:
          g_string_append_printf (scene->told, "%c(%.*s)", name, (int) chunk.len, chunk.bytes);
          break;
        case MB_TCP_CHUNK_GAP:
          g_string_append_printf (scene->told, "%c<%zu>", name, chunk.len);
          break;
        case MB_TCP_CHUNK_END:
          g_string_append_printf (scene->told, "%c.", name);
          break;
        case MB_TCP_CHUNK_RESTART:
          g_string_append_c (scene->told, '|');
          break;
        case MB_TCP_CHUNK_NONE:
          g_assert_not_reached ();
        }
    }
}

/* One word: "E" finishes; else the side, a or b, the sequence number, the flags S, F, R and A, the
 * last with its number, and behind "=" the bytes. */
static void
play (Scene      *scene,
      const char *word)
{
  MbPacket packet = { 0 };
  MbStamp stamp = { .frame = 1 };
  char *end = (char *) word + 1;

  if (*word == 'E')
    {
      mb_reassembly_finish (scene->reassembly);
      drain (scene);
      return;
    }
  packet.sequence = (guint32) g_ascii_strtoull (end, &end, 10);
  for (; *end != '\0' && *end != '='; end++)
    switch (*end)
      {
      case 'S':
        packet.flags |= MB_TCP_SYN;
        break;
      case 'F':
        packet.flags |= MB_TCP_FIN;
        break;
      case 'R':
        packet.flags |= MB_TCP_RST;
        break;
      case 'A':
        packet.flags |= MB_TCP_ACK;
        packet.acknowledgment = (guint32) g_ascii_strtoull (end + 1, &end, 10);
        end--;
        break;
      default:
        g_assert_not_reached ();
      }
  if (*end == '=')
    {
      packet.payload = (const guint8 *) end + 1;
      packet.len = packet.wire_len = strlen (end + 1);
    }
  mb_reassembly_push (scene->reassembly, *word == 'a' ? 0 : 1, &packet, &stamp);
  drain (scene);
}

/* The handshake with which most cases begin. */
#define HELLO "a99S b499SA100 a100A500 "

static const struct
{
  const char *name;
  const char *steps;
  const char *told;
  guint       client_side;
} cases[] = {
  { "exchange", HELLO "a100A500=ask b500A103=tell a103A504", "a(ask)b(tell)", 0 },
  { "other-side-connects", "b99S a499SA100 b100A500=ask a500A103=tell", "b(ask)a(tell)", 1 },
  { "only-the-answer-was-captured", "b499SA100 a100A500=ask b500A103=tell", "a(ask)b(tell)", 0 },
  { "no-handshake", "b500A103=tell a103A504=ask", "b<0>b(tell)a<0>a(ask)", 2 },
  { "closed", HELLO "a100A500=ask a103A500F b500A104F a104A501", "a(ask)a.b.", 0 },
  { "half-closed", HELLO "a100A500F b500A101=tell b504A101F", "a.b(tell)b.", 0 },
  { "reset-by-client", HELLO "a100A500=ask a103R", "a(ask)a.b.", 0 },
  { "reset-by-server", HELLO "a100A500=ask b500RA103", "a(ask)a.b.", 0 },
  { "reset-tells-what-waits", HELLO "a103A500=late b500RA103", "a<3>a(late)a.b.", 0 },
  { "old-reset", HELLO "a100A500=ask a101R a103A500=more", "a(ask)a(more)", 0 },
  { "refused", "a99S b0RA100 a99S b0RA100 a99S b499SA100 a100A500=ask",
    "a.b.|a.b.|a(ask)", 0 },
  { "nothing-but-a-reset", "b0RA100 E", "a.b.", 2 },
  { "handshake-twice", "a99S a99S b499SA100 b499SA100 a100A500=ask a99S", "a(ask)", 0 },
  { "handshake-behind-data", "a100A500=ask a99S b499SA100 b500A103=tell",
    "a<0>a(ask)b(tell)", 0 },
  { "answer-before-handshake", "b499SA100 a99S a100A500=ask", "a(ask)", 0 },
  { "port-reused", HELLO "a100A500=ask a103A500F b500A104F a9999S b7777SA10000 "
    "a10000A7778=new b7778A10003=yes", "a(ask)a.b.|a(new)b(yes)", 0 },
  { "port-reused-without-end", HELLO "a100A500=ask a9999S b7777SA10000 a10000A7778=new",
    "a(ask)a.b.|a(new)", 0 },
  { "port-reused-with-same-numbers", HELLO "a100A500=ask a103A500F b500A104F " HELLO
    "a100A500=new b500A103=yes", "a(ask)a.b.|a(new)b(yes)", 0 },
  { "port-reused-after-reset", HELLO "a100A500=ask b500RA103 a9999S b7777SA10000 "
    "a10000A7778=new", "a(ask)a.b.|a(new)", 0 },
  { "port-reused-other-way", HELLO "a100A500=ask b9999S a7777SA10000 b10000A7778=new",
    "a(ask)a.b.|b(new)", 1 },
  { "port-reused-answer-only", HELLO "a100A500=ask b7777SA10000 a10000A7778=new",
    "a(ask)a.b.|a(new)", 0 },
  { "port-reused-answer-to-silence", "b500A103=tell a9999S b7777SA10000 a10000A7778=new",
    "b<0>b(tell)a.b.|a(new)", 0 },
  { "port-reused-without-handshake", HELLO "a100A500=ask a103A500F b500A104F a900000000A1=new",
    "a(ask)a.b.|a<0>a(new)", 2 },
  { "port-reused-after-reset-without-handshake", HELLO "b500RA100 a900000000A1=new",
    "a.b.|a<0>a(new)", 2 },
  { "repeated-after-end", HELLO "a100A500=ask a103A500F b500A104F a100A500=ask a103A500F a104A501",
    "a(ask)a.b.", 0 },
  { "repeated-after-reset", HELLO "a100A500=ask b500RA103 a100A500=ask", "a(ask)a.b.", 0 },
  { "keep-alive", HELLO "a100A500=ask b500A103=tell a102A504=k b504A103 a102A504 b503A103=k",
    "a(ask)b(tell)", 0 },
  { "data-with-handshake", "a99S=early b499SA105 a105A500=ask", "a(early)a(ask)", 0 },
  { "answer-captured-first", HELLO "b500A103=tell a100A500=ask b504A106=more a103A504=yes",
    "a(ask)b(tell)a(yes)b(more)", 0 },
  { "all-swapped", HELLO "b504A106=two a103A504=ask b500A103=ones a100A500=yes",
    "a(yes)b(ones)a(ask)b(two)", 0 },
  { "question-lost", HELLO "a103A500=two b500A106=a b501A106=n b502A106=s b503A106=w b504A106=e "
    "b505A106=r b506A106=s b507A106=x", "a<3>a(two)b(a)b(n)b(s)b(w)b(e)b(r)b(s)b(x)", 0 },
  { "question-lost-nothing-follows", HELLO "b500A103=a b501A103=n b502A103=s b503A103=w "
    "b504A103=e b505A103=r b506A103=s b507A103=x b508A103=y",
    "b(a)b(n)b(s)b(w)b(e)b(r)b(s)b(x)b(y)", 0 },
  { "answer-lost", HELLO "a100A500=q1 b500A102=r1 a102A502=q2 a104A504=q3 b504A106=r3 "
    "a106A506=q4 b506A108=r4 a108A508=q5 b508A110=r5 a110A510=q6 b510A112=r6 a112A512=q7 "
    "b512A114=r7 a114A514=q8 b514A116=r8 a116A516=q9 b516A118=r9 a118A518=q0",
    "a(q1)b(r1)a(q2)b<2>a(q3)b(r3)a(q4)b(r4)a(q5)b(r5)a(q6)b(r6)a(q7)b(r7)a(q8)b(r8)a(q9)b(r9)"
    "a(q0)", 0 },
  /* What is given up is what is missing, not what waits behind it. */
  { "question-and-later-answer-lost", HELLO "a100A500=q1 b500A102=r1 b502A104=r2 a104A504=q3 "
    "b504A106=r3 a106A506=q4 b506A108=r4 a108A508=q5 a110A510=q6 b510A112=r6 a112A512=q7 "
    "b512A114=r7 a114A514=q8 b514A116=r8 a116A516=q9 b516A118=r9 a118A518=qa b518A120=ra "
    "a120A520=qb b520A122=rb a122A522=qc b522A124=rc a124A524=qd",
    "a(q1)b(r1)a<2>b(r2)a(q3)b(r3)a(q4)b(r4)a(q5)b<2>a(q6)b(r6)a(q7)b(r7)a(q8)b(r8)a(q9)b(r9)"
    "a(qa)b(ra)a(qb)b(rb)a(qc)b(rc)a(qd)", 0 },
  { "both-lost", HELLO "a103A504=two b504A106=yes a106A507=end b507A109=end E",
    "a<3>a(two)b<4>b(yes)a(end)a.b(end)b.", 0 },
  { "gap-without-client", HELLO "b503A100=late a100A503 a100A503 a100A503 a100A503 a100A503 "
    "a100A503 a100A503 a100A503=ask", "b<3>b(late)a(ask)", 0 },
  { "wraps", "a4294967293S b4294967295SA4294967294 a4294967294A0=ask b0A1=tell a1A4=more",
    "a(ask)b(tell)a(more)", 0 },
  { "end-of-capture", HELLO "b503A100=late a103A500=two E", "a<3>a(two)a.b<3>b(late)b.", 0 },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (GStrv) words = g_strsplit (cases[i].steps, " ", -1);
  Scene scene = { .budget.limit_bytes = 1000000 };

  scene.reassembly = mb_reassembly_new (&scene.budget);
  scene.told = g_string_new (NULL);
  for (guint word = 0; words[word] != NULL; word++)
    if (*words[word] != '\0')
      play (&scene, words[word]);
  g_assert_cmpstr (scene.told->str, ==, cases[i].told);
  g_assert_cmpuint (mb_reassembly_get_client_side (scene.reassembly), ==, cases[i].client_side);
  mb_reassembly_free (scene.reassembly);
  g_string_free (scene.told, TRUE);
  g_assert_cmpuint (scene.budget.held_bytes, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mb/reassembly/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  return g_test_run ();
}
