/* mb-pem.c: the blocks of a PEM file: certificates, keys, and whether they are encrypted.
 *
 * Copyright 2026 The Coilscope authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "modbus/mb-pem.h"

#include <string.h>

/* RFC 7468, 2 and 3. */
#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"

/* PKCS#8 says so in its label (RFC 7468, 11), OpenSSL's older form in a line of its own
 * (RFC 1421, 4.6.1.1). */
#define LABEL_ENCRYPTED "-----BEGIN ENCRYPTED PRIVATE KEY-----"
#define LINE_ENCRYPTED "Proc-Type: 4,ENCRYPTED"

/* The start of a line that begins with @what, from @text on. */
static const char *
find_line (const char *text,
           const char *what)
{
  while (text != NULL && !g_str_has_prefix (text, what))
    {
      text = strchr (text, '\n');
      if (text != NULL)
        text++;
    }
  return text;
}

static gboolean
is_of_kind (const char *label,
            gsize       len,
            MbPemKind   kind)
{
  const char *word = kind == MB_PEM_KEY ? "PRIVATE KEY" : "CERTIFICATE";
  gsize word_len = strlen (word);

  return len >= word_len && memcmp (label + len - word_len, word, word_len) == 0;
}

/**
 * mb_pem_is_pem:
 * @text: the content of a file
 *
 * Returns: whether it has a line that begins a block
 */
gboolean
mb_pem_is_pem (const char *text)
{
  return find_line (text, BEGIN) != NULL;
}

/**
 * mb_pem_take:
 * @text: the content of a file
 * @kind: what to look for
 *
 * Copies all blocks of a kind, in their order, without what stands between them.
 *
 * Returns: (transfer full) (nullable): the blocks, or %NULL when there is none that is whole
 */
char *
mb_pem_take (const char *text,
             MbPemKind   kind)
{
  GString *blocks = g_string_new (NULL);
  const char *begin = find_line (text, BEGIN);

  while (begin != NULL)
    {
      const char *label = begin + strlen (BEGIN);
      const char *label_end = strstr (label, DASHES);
      const char *end = find_line (label, END);
      const char *end_dashes = end != NULL ? strstr (end + strlen (END), DASHES) : NULL;

      if (label_end == NULL || end_dashes == NULL)
        break;
      end_dashes += strlen (DASHES);
      if (is_of_kind (label, (gsize) (label_end - label), kind))
        {
          g_string_append_len (blocks, begin, end_dashes - begin);
          g_string_append_c (blocks, '\n');
        }
      begin = find_line (end_dashes, BEGIN);
    }
  return g_string_free (blocks, blocks->len == 0);
}

/**
 * mb_pem_is_encrypted:
 * @key: blocks that mb_pem_take() gave
 *
 * Returns: whether the first key needs a passphrase
 */
gboolean
mb_pem_is_encrypted (const char *key)
{
  return g_str_has_prefix (key, LABEL_ENCRYPTED) || find_line (key, LINE_ENCRYPTED) != NULL;
}
