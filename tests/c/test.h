/* What every test program shares. A program gets the folder of fixtures and a folder with before.tif and after.tif
 * that it may write to; it returns 0 or says which expectation failed. */
#ifndef LEJEPA_GIS_TEST_H
#define LEJEPA_GIS_TEST_H

#include <lejepa_gis.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECT(condition)                                                                                      \
  do {                                                                                                         \
    if (!(condition)) {                                                                                        \
      fprintf(stderr, "%s:%d: %s; last error: %s\n", __FILE__, __LINE__, #condition, lejepa_gis_last_error()); \
      exit(1);                                                                                                 \
    }                                                                                                          \
  } while (0)

#define OK(call) EXPECT((call) == LEJEPA_GIS_STATUS_OK)

/* The call fails with this code, and its message holds this word. */
#define FAILS(call, code, word)                                     \
  do {                                                              \
    EXPECT((call) == LEJEPA_GIS_STATUS_##code);                     \
    EXPECT(strstr(lejepa_gis_last_error(), word) != NULL);          \
  } while (0)

#define UNUSED(name) ((void)(name))
#define NOT_UTF8 "\xff\xfe"

/* Sizes of the fixture tests/fixtures/vit_32.pt. */
enum { CHIP = 32, PATCH = 8, DIM = 128, BANDS = 5, CHIP_VALUES = BANDS * CHIP * CHIP, CHIP_CELLS = CHIP / PATCH };
enum { CHIP_FEATURES = CHIP_CELLS * CHIP_CELLS * DIM };

/* folder/name, in one of eight buffers that take turns. */
static inline const char *path(const char *folder, const char *name) {
  static __thread char texts[8][1024];
  static __thread int next = 0;
  char *text = texts[next++ % 8];
  snprintf(text, 1024, "%s/%s", folder, name);
  return text;
}

static inline LejepaGisModel *fixture(const char *fixtures) {
  LejepaGisModel *model = NULL;
  OK(lejepa_gis_model_open(path(fixtures, "vit_32.pt"), NULL, &model));
  EXPECT(model != NULL);
  return model;
}

static inline int exists(const char *file) {
  FILE *f = fopen(file, "rb");
  if (f) fclose(f);
  return f != NULL;
}

/* Made-up reflectance, the same each time. */
static inline float *some_chips(size_t count) {
  size_t i, n = count * CHIP_VALUES;
  float *chips = malloc(n * sizeof(float));
  EXPECT(chips != NULL);
  for (i = 0; i < n; i++) chips[i] = 300.0f + (float)(i * 37 % 2003);
  return chips;
}

/* Stops at once. */
static inline int stop(double fraction, const char *message, void *user_data) {
  EXPECT(fraction >= 0.0 && fraction <= 1.0 && message != NULL);
  if (user_data) ++*(int *)user_data;
  return 0;
}

/* Counts, and goes on. */
static inline int go_on(double fraction, const char *message, void *user_data) {
  EXPECT(fraction >= 0.0 && fraction <= 1.0 && message != NULL);
  if (user_data) ++*(int *)user_data;
  return 1;
}

#endif
