/* test-identify.c: asking a device who it is, over several requests; devices that go astray.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "modbus/mb-identification.h"
#include "modbus/mb-identify.h"

/* Lets a device of ours answer until nothing more is asked; returns the number of requests. */
static guint
ask_all (MbIdentify       *identify,
         MbIdentification *device)
{
  MbRequest request;
  guint n_requests = 0;

  while (mb_identify_next (identify, &request))
    {
      MbResponse response;
      guint8 data[MB_PDU_MAX];

      g_assert_cmpuint (mb_identification_execute (device, &request, &response, data), ==, 0);
      g_assert_true (mb_identify_take (identify, &response));
      n_requests++;
    }
  return n_requests;
}

static void
assert_object (MbIdentify *identify,
               guint       index,
               guint8      id,
               const char *text)
{
  MbObject object;

  mb_identify_get_object (identify, index, &object);
  g_assert_cmpuint (object.id, ==, id);
  g_assert_cmpmem (object.value, object.len, text, strlen (text));
  g_assert_true (mb_object_is_text (&object));
}

static void
test_basic (void)
{
  g_autoptr (MbIdentification) device = mb_identification_new ();
  g_autoptr (MbIdentify) identify = mb_identify_new ();

  mb_identification_set_text (device, 0, "Acme");
  mb_identification_set_text (device, 1, "P1");
  mb_identification_set_text (device, 2, "1.0");
  g_assert_cmpuint (ask_all (identify, device), ==, 1);
  g_assert_cmpuint (mb_identify_get_conformity (identify) & 0x7f, ==, 1);
  g_assert_cmpuint (mb_identify_get_n_objects (identify), ==, 3);
  assert_object (identify, 0, 0, "Acme");
  assert_object (identify, 2, 2, "1.0");
}

/* Each object is as long as one may be, so that each response has room for one. */
static void
test_more_follows (void)
{
  g_autoptr (MbIdentification) device = mb_identification_new ();
  g_autoptr (MbIdentify) identify = mb_identify_new ();
  g_autofree char *text = g_strnfill (MB_OBJECT_VALUE_MAX, 'x');

  for (guint id = 0; id <= 6; id++)
    mb_identification_set_text (device, (guint8) id, text);
  mb_identification_set_text (device, 0x80, text);
  mb_identification_set_text (device, 0xff, text);
  ask_all (identify, device);
  g_assert_cmpuint (mb_identify_get_n_objects (identify), ==, 9);
  assert_object (identify, 6, 6, text);
  assert_object (identify, 7, 0x80, text);
  assert_object (identify, 8, 0xff, text);
}

/* More always follow, always from the same object; or from a lower one: the list has an end. */
static void
test_endless (void)
{
  static const guint8 next[] = { 0, 1, 5 };
  static const guint8 list[] = { 0x00, 0x01, 'A' };

  for (guint i = 0; i < G_N_ELEMENTS (next); i++)
    {
      g_autoptr (MbIdentify) identify = mb_identify_new ();
      MbResponse response = {
        .function = 43, .mei = 14, .read_device_id = 1, .conformity = 0x81,
        .more_follows = 0xff, .next_object = next[i], .quantity = 1,
        .data = list, .data_len = sizeof list,
      };
      MbRequest request;
      guint n_requests = 0;

      while (mb_identify_next (identify, &request))
        {
          g_assert_true (mb_identify_take (identify, &response));
          g_assert_cmpuint (++n_requests, <=, MB_IDENTIFY_MAX_REQUESTS);
        }
      g_assert_cmpuint (n_requests, <=, 2);
      g_assert_cmpuint (mb_identify_get_n_objects (identify), ==, 1);
    }
}

static void
test_refused (void)
{
  g_autoptr (MbIdentify) identify = mb_identify_new ();
  MbResponse exception = { .function = 43, .is_exception = TRUE, .exception = 1 };
  MbRequest request;

  g_assert_true (mb_identify_next (identify, &request));
  g_assert_false (mb_identify_take (identify, &exception));
  g_assert_false (mb_identify_next (identify, &request));
  g_assert_cmpuint (mb_identify_get_n_objects (identify), ==, 0);
}

/* It announces extended objects and refuses to give them. */
static void
test_refused_later (void)
{
  static const guint8 list[] = { 0x00, 0x01, 'A' };
  g_autoptr (MbIdentify) identify = mb_identify_new ();
  MbResponse basic = {
    .function = 43, .mei = 14, .read_device_id = 1, .conformity = 3, .quantity = 1,
    .data = list, .data_len = sizeof list,
  };
  MbResponse exception = { .function = 43, .is_exception = TRUE, .exception = 3 };
  MbRequest request;

  g_assert_true (mb_identify_next (identify, &request));
  g_assert_true (mb_identify_take (identify, &basic));
  for (guint code = 2; code <= 3; code++)
    {
      g_assert_true (mb_identify_next (identify, &request));
      g_assert_cmpuint (request.read_device_id, ==, code);
      g_assert_true (mb_identify_take (identify, &exception));
    }
  g_assert_false (mb_identify_next (identify, &request));
  g_assert_cmpuint (mb_identify_get_n_objects (identify), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mb/identify/basic", test_basic);
  g_test_add_func ("/mb/identify/more-follows", test_more_follows);
  g_test_add_func ("/mb/identify/endless", test_endless);
  g_test_add_func ("/mb/identify/refused", test_refused);
  g_test_add_func ("/mb/identify/refused-later", test_refused_later);
  return g_test_run ();
}
