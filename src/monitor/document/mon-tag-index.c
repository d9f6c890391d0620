/* mon-tag-index.c: finds the tag that a name means, and the name that means a tag.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "monitor/document/mon-tag-index.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "monitor/document/mon-expression.h"

struct _MonTagIndex
{
  MonProjectSpec *root;
  GArray         *places; /* of MonTagPlace, in the order of the file */
  GHashTable     *by_id;  /* id → number of the place */
  GHashTable     *by_name; /* name of the tag → number + 1 of the last place of that name */
  GArray         *others; /* of guint: number + 1 of the place of the same name before, 0: none */
};

typedef struct
{
  const MonTagPlace *found;
  gboolean           is_ambiguous;
} Search;

static void
add_place (MonTagIndex *index,
           MonTagPlace  place)
{
  guint number = index->places->len;
  guint other = GPOINTER_TO_UINT (g_hash_table_lookup (index->by_name, place.tag->name));

  g_array_append_val (index->places, place);
  g_array_append_val (index->others, other);
  g_hash_table_insert (index->by_name, place.tag->name, GUINT_TO_POINTER (number + 1));
  g_hash_table_insert (index->by_id, place.tag->id, GUINT_TO_POINTER (number));
}

/* The place after @place among those whose tags have the same name; NULL begins with the first. */
static const MonTagPlace *
next_of_name (const MonTagIndex *index,
              const char        *name,
              const MonTagPlace *place)
{
  guint next;

  if (place == NULL)
    next = GPOINTER_TO_UINT (g_hash_table_lookup (index->by_name, name));
  else
    next = g_array_index (index->others, guint,
                          place - &g_array_index (index->places, MonTagPlace, 0));
  return next > 0 ? &g_array_index (index->places, MonTagPlace, next - 1) : NULL;
}

static void
take (Search            *search,
      const MonTagPlace *place)
{
  if (search->found != NULL && search->found != place)
    search->is_ambiguous = TRUE;
  search->found = place;
}

/* Only the name of the tag: in the device at hand, else anywhere. */
static void
search_plain (const MonTagIndex   *index,
              const MonDeviceSpec *home,
              const char          *name,
              Search              *search)
{
  for (const MonTagPlace *place = next_of_name (index, name, NULL); place != NULL;
       place = next_of_name (index, name, place))
    if (place->device == home)
      take (search, place);
  if (search->found != NULL)
    return;

  for (const MonTagPlace *place = next_of_name (index, name, NULL); place != NULL;
       place = next_of_name (index, name, place))
    take (search, place);
}

static gboolean
is_called (const MonTagPlace *place,
           const char        *label,
           gsize              len)
{
  g_autofree char *device = mon_device_spec_dup_label (place->device, place->connection);
  g_autofree char *with_connection = g_strdup_printf ("%s/%s", place->connection->name, device);

  return (strlen (device) == len && memcmp (device, label, len) == 0)
         || (strlen (with_connection) == len && memcmp (with_connection, label, len) == 0);
}

/* Device and tag. Both may contain slashes, so that each one is tried. */
static void
search_path (const MonTagIndex *index,
             const char        *name,
             Search            *search)
{
  for (const char *slash = strchr (name, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    for (const MonTagPlace *place = next_of_name (index, slash + 1, NULL); place != NULL;
         place = next_of_name (index, slash + 1, place))
      if (is_called (place, name, (gsize) (slash - name)))
        take (search, place);
}

static gboolean
means (const MonTagIndex   *index,
       const MonDeviceSpec *home,
       const char          *name,
       const MonTagPlace   *place)
{
  return name[0] != '\0' && mon_tag_index_find_name (index, home, name, NULL) == place;
}

/**
 * mon_tag_index_new:
 * @root: a project, kept
 *
 * Notes all tags of a project. O(tags).
 *
 * Returns: (transfer full): the index
 */
MonTagIndex *
mon_tag_index_new (MonProjectSpec *root)
{
  MonTagIndex *index = g_new0 (MonTagIndex, 1);

  index->root = mon_project_spec_ref (root);
  index->places = g_array_new (FALSE, FALSE, sizeof (MonTagPlace));
  index->others = g_array_new (FALSE, FALSE, sizeof (guint));
  index->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  index->by_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint c = 0; c < root->connections->len; c++)
    {
      MonConnectionSpec *connection = root->connections->pdata[c];

      for (guint d = 0; d < connection->devices->len; d++)
        {
          MonDeviceSpec *device = connection->devices->pdata[d];

          for (guint t = 0; t < device->tags->len; t++)
            add_place (index, (MonTagPlace) { connection, device, device->tags->pdata[t] });
        }
    }

  return index;
}

/**
 * mon_tag_index_free:
 * @index: (transfer full): an index
 *
 * Frees it.
 */
void
mon_tag_index_free (MonTagIndex *index)
{
  g_hash_table_unref (index->by_id);
  g_hash_table_unref (index->by_name);
  g_array_unref (index->others);
  g_array_unref (index->places);
  mon_project_spec_unref (index->root);
  g_free (index);
}

/**
 * mon_tag_index_get_n_places:
 * @index: an index
 *
 * Returns: how many tags there are
 */
guint
mon_tag_index_get_n_places (const MonTagIndex *index)
{
  return index->places->len;
}

/**
 * mon_tag_index_get_place:
 * @index: an index
 * @number: of a tag, in the order of the file
 *
 * Returns: (transfer none): the tag and where it belongs
 */
const MonTagPlace *
mon_tag_index_get_place (const MonTagIndex *index,
                         guint              number)
{
  g_return_val_if_fail (number < index->places->len, NULL);

  return &g_array_index (index->places, MonTagPlace, number);
}

/**
 * mon_tag_index_find_id:
 * @index: an index
 * @id: any text
 *
 * Returns: (transfer none) (nullable): the tag of this id
 */
const MonTagPlace *
mon_tag_index_find_id (const MonTagIndex *index,
                       const char        *id)
{
  gpointer number;

  if (!g_hash_table_lookup_extended (index->by_id, id, NULL, &number))
    return NULL;
  return mon_tag_index_get_place (index, GPOINTER_TO_UINT (number));
}

/**
 * mon_tag_index_find_name:
 * @index: an index
 * @home: (nullable): the device in which the name is said
 * @name: a name, as #MonTagIndex tells
 * @error: (nullable): place for %MON_EXPRESSION_ERROR_UNKNOWN or %MON_EXPRESSION_ERROR_AMBIGUOUS
 *
 * Finds what a name means. O(tags that have the name).
 *
 * Returns: (transfer none) (nullable): the tag, or %NULL when there is none or more than one
 */
const MonTagPlace *
mon_tag_index_find_name (const MonTagIndex    *index,
                         const MonDeviceSpec  *home,
                         const char           *name,
                         GError              **error)
{
  Search search = { NULL };

  search_plain (index, home, name, &search);
  if (search.found == NULL)
    search_path (index, name, &search);
  if (search.found == NULL)
    {
      g_set_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_UNKNOWN,
                   _("there is no tag “%s”"), name);
      return NULL;
    }
  if (search.is_ambiguous)
    {
      g_set_error (error, MON_EXPRESSION_ERROR, MON_EXPRESSION_ERROR_AMBIGUOUS,
                   _("there are several tags “%s”: write 'Device/Tag', 'Connection/Device/Tag' or, "
                     "by its id, {id}"), name);
      return NULL;
    }

  return search.found;
}

/**
 * mon_tag_index_dup_name:
 * @index: an index
 * @home: (nullable): the device in which the name will be said
 * @place: a tag of the index
 *
 * Gives a name by which mon_tag_index_find_name() finds the tag: its own in its own device, else
 * with as much in front of it as is needed, of the device at least.
 *
 * Returns: (transfer full) (nullable): the name, or %NULL when every name of it means others too
 */
char *
mon_tag_index_dup_name (const MonTagIndex   *index,
                        const MonDeviceSpec *home,
                        const MonTagPlace   *place)
{
  const char *tag = place->tag->name;
  g_autofree char *device = mon_device_spec_dup_label (place->device, place->connection);
  g_autofree char *with_device = g_strdup_printf ("%s/%s", device, tag);
  g_autofree char *with_all = NULL;

  if (tag[0] == '\0')
    return NULL;
  if (place->device == home && means (index, home, tag, place))
    return g_strdup (tag);
  if (means (index, home, with_device, place))
    return g_steal_pointer (&with_device);
  with_all = g_strdup_printf ("%s/%s/%s", place->connection->name, device, tag);
  return means (index, home, with_all, place) ? g_steal_pointer (&with_all) : NULL;
}
