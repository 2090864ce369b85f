/* Change between two images that are already in memory: no GDAL, no files.
 *
 *   cc change.c $(pkg-config --cflags --libs lejepa_gis) -o change && ./change
 */
#include <lejepa_gis.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 200, HEIGHT = 120, BANDS = 5 };

static uint16_t before[BANDS][HEIGHT][WIDTH], after[BANDS][HEIGHT][WIDTH];

static void stop_if(int failed) {
  if (!failed) return;
  fprintf(stderr, "%s\n", lejepa_gis_last_error());
  exit(1);
}

static float *encoded(const LejepaGisModel *model, const void *pixels, size_t size, size_t *columns, size_t *rows) {
  const char *options[] = {"REFLECTANCE=dn", NULL}; /* reflectance x 10000 */
  LejepaGisImage image;
  size_t count = 0;
  float *features;
  stop_if(lejepa_gis_image_init(&image, sizeof image));
  image.pixels = pixels;
  image.pixels_size = size;
  image.sample = LEJEPA_GIS_SAMPLE_U16;
  image.width = WIDTH;
  image.height = HEIGHT;
  image.bands = BANDS;
  stop_if(lejepa_gis_encode_image(model, NULL, &image, options, NULL, NULL, NULL, &count, columns, rows));
  features = malloc(count * sizeof *features);
  if (!features) exit(1);
  stop_if(lejepa_gis_encode_image(model, NULL, &image, options, NULL, NULL, features, &count, columns, rows));
  return features;
}

int main(void) {
  LejepaGisModel *model = NULL;
  size_t columns, rows, dimension, count, x, y, b;
  float *first, *second, *change, largest = 0;
  for (b = 0; b < BANDS; b++)
    for (y = 0; y < HEIGHT; y++)
      for (x = 0; x < WIDTH; x++) {
        before[b][y][x] = (uint16_t)(400 + 300 * b + x * 7 % 90 + y * 5 % 70);
        after[b][y][x] = (uint16_t)(before[b][y][x] + (x >= 100 && x < 140 && y < 60 ? 1500 : 0)); /* something new */
      }
  stop_if(lejepa_gis_model_open("default", NULL, &model));
  stop_if(lejepa_gis_model_sizes(model, NULL, NULL, &dimension, NULL));
  first = encoded(model, before, sizeof before, &columns, &rows);
  second = encoded(model, after, sizeof after, &columns, &rows);
  count = columns * rows;
  change = malloc(columns * rows * sizeof *change);
  if (!change) return 1;
  stop_if(lejepa_gis_cosine_change(first, second, columns * rows, dimension, change, &count));
  for (x = 0; x < columns * rows; x++)
    if (change[x] > largest) largest = change[x];
  printf("%d x %d cells, largest change %.4f\n", (int)columns, (int)rows, largest);
  free(change);
  free(first);
  free(second);
  lejepa_gis_model_free(model);
  return 0;
}
