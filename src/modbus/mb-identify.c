/* mb-identify.c: asks a device who it is: which request comes next, and what has come so far.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-identify.h"

#define MORE_FOLLOW 0xff

/* The bits of a conformity level that say which objects there are (V1.1b3, 6.21). */
#define LEVEL_MASK 0x7f

struct _MbIdentify
{
  /* By id; NULL for what has not come. */
  GBytes  *objects[G_MAXUINT8 + 1];
  guint    n_objects;
  guint    n_requests;
  gboolean is_done;
  guint8   conformity;
  /* What is asked for next, and from which object on. */
  guint8   read_device_id;
  guint8   from;
};

/**
 * mb_identify_new:
 *
 * Makes an inquiry that has not asked yet.
 *
 * Returns: (transfer full): a new inquiry
 */
MbIdentify *
mb_identify_new (void)
{
  MbIdentify *self = g_new0 (MbIdentify, 1);

  self->read_device_id = MB_IDENTIFY_BASIC;
  return self;
}

/**
 * mb_identify_free:
 * @identify: (transfer full) (nullable): an inquiry
 *
 * Frees it; views of its objects end here.
 */
void
mb_identify_free (MbIdentify *identify)
{
  if (identify == NULL)
    return;
  for (guint id = 0; id <= G_MAXUINT8; id++)
    g_clear_pointer (&identify->objects[id], g_bytes_unref);
  g_free (identify);
}

/**
 * mb_identify_next:
 * @identify: an inquiry, whose last request has been answered
 * @out_request: (out caller-allocates): what to ask now
 *
 * Tells what is to be asked next.
 *
 * Returns: %FALSE when all has been asked for
 */
gboolean
mb_identify_next (MbIdentify *identify,
                  MbRequest  *out_request)
{
  if (identify->is_done || identify->n_requests >= MB_IDENTIFY_MAX_REQUESTS)
    return FALSE;
  identify->n_requests++;
  *out_request = mb_request_identify (identify->read_device_id, identify->from);
  return TRUE;
}

/* A later category may list the objects of the former ones once more: the first value stays. */
static void
collect (MbIdentify       *self,
         const MbResponse *response)
{
  MbReader reader;
  MbObject object;

  mb_reader_init (&reader, response->data, response->data_len);
  while (mb_reader_left (&reader) > 0 && mb_object_read (&reader, &object))
    {
      if (self->objects[object.id] != NULL)
        continue;
      self->objects[object.id] = g_bytes_new (object.value, object.len);
      self->n_objects++;
    }
}

static void
begin_category (MbIdentify *self)
{
  self->from = 0;
  self->read_device_id++;
  if (self->read_device_id > (self->conformity & LEVEL_MASK)
      || self->read_device_id > MB_IDENTIFY_EXTENDED)
    self->is_done = TRUE;
}

/**
 * mb_identify_take:
 * @identify: an inquiry
 * @response: the checked answer to its last request, or an exception
 *
 * Takes over the objects of a response. A device that says that more follow, but does not go on
 * from a higher object, is not asked for ever: its list ends there. An exception to a further
 * category keeps what came before.
 *
 * Returns: %FALSE for an exception to the very first request: there is no identification
 */
gboolean
mb_identify_take (MbIdentify       *identify,
                  const MbResponse *response)
{
  if (response->is_exception)
    {
      gboolean is_first = identify->n_requests == 1;

      if (is_first)
        identify->is_done = TRUE;
      else
        begin_category (identify);
      return !is_first;
    }

  if (identify->read_device_id == MB_IDENTIFY_BASIC)
    identify->conformity = response->conformity;
  collect (identify, response);
  if (response->more_follows == MORE_FOLLOW && response->next_object > identify->from)
    identify->from = response->next_object;
  else
    begin_category (identify);
  return TRUE;
}

/**
 * mb_identify_get_conformity:
 * @identify: an inquiry
 *
 * Gets the conformity level as the device said it: 1 basic, 2 regular, 3 extended objects, plus 128
 * when single objects can be asked for (V1.1b3, 6.21).
 *
 * Returns: the level, 0 before the first response
 */
guint8
mb_identify_get_conformity (MbIdentify *identify)
{
  return identify->conformity;
}

/**
 * mb_identify_get_n_objects:
 * @identify: an inquiry
 *
 * Returns: how many objects have come, 0 to 256
 */
guint
mb_identify_get_n_objects (MbIdentify *identify)
{
  return identify->n_objects;
}

/**
 * mb_identify_get_object:
 * @identify: an inquiry
 * @index: 0 to mb_identify_get_n_objects() - 1, by rising id
 * @out_object: (out caller-allocates): the object, which views the inquiry's own bytes
 *
 * Gets what has come.
 */
void
mb_identify_get_object (MbIdentify *identify,
                        guint       index,
                        MbObject   *out_object)
{
  guint id = 0;

  g_return_if_fail (index < identify->n_objects);

  for (;; id++)
    if (identify->objects[id] != NULL && index-- == 0)
      break;
  out_object->id = (guint8) id;
  out_object->value = g_bytes_get_data (identify->objects[id], &out_object->len);
}
