#include "test.h"

enum { W = 45, H = 37, GW = 6, GH = 5, N = GW * GH * DIM, T = GW * GH * 160 };

static float sequential[BANDS][H][W], features[N > T ? N : T], again[N];
static uint16_t interleaved[H][W + 3][BANDS]; /* rows have a gap */
static uint8_t mask[H][W];
static float turned[BANDS][H][W];
static uint8_t turned_mask[H][W + 2]; /* rows have a gap */

int main(int argc, char **argv) {
  const char *dn[] = {"REFLECTANCE=dn", "THREADS=2", NULL};
  /* Two forms of the same pixels differ in their last bit, which bf16 would round apart. */
  const char *exact[] = {"PRECISION=f32", NULL};
  LejepaGisModel *model = NULL;
  LejepaGisContext *context = NULL;
  LejepaGisImage image, other, turns;
  size_t count = 0, width = 0, height = 0, x, y, b;
  UNUSED(argc);
  for (b = 0; b < BANDS; b++)
    for (y = 0; y < H; y++)
      for (x = 0; x < W; x++) {
        interleaved[y][x][b] = (uint16_t)(1 + (b * 701 + y * 53 + x * 97) % 4000);
        sequential[b][y][x] = (float)interleaved[y][x][b] / 10000.0f;
        mask[y][x] = !(x < 8 && y < 8);
      }
  OK(lejepa_gis_model_open(path(argv[1], "vit_32.pt"), exact, &model));
  OK(lejepa_gis_image_init(&image, sizeof image));
  image.pixels = (const uint8_t *)sequential;
  image.pixels_size = sizeof sequential;
  image.sample = LEJEPA_GIS_SAMPLE_F32;
  image.width = W, image.height = H, image.bands = BANDS;

#define ENCODE(i, o, p, d, f) lejepa_gis_encode_image(model, NULL, i, o, p, d, f, &count, &width, &height)
  FAILS(lejepa_gis_encode_image(NULL, NULL, &image, dn, NULL, NULL, NULL, &count, NULL, NULL), ARGUMENT, "model is NULL");
  FAILS(lejepa_gis_encode_image(model, NULL, &image, dn, NULL, NULL, NULL, NULL, NULL, NULL), ARGUMENT, "count is NULL");
  FAILS(ENCODE(NULL, dn, NULL, NULL, features), ARGUMENT, "image is NULL");
  FAILS(ENCODE(&image, exact, NULL, NULL, NULL), ARGUMENT, "no parameter of encode");
  OK(ENCODE(&image, dn, NULL, NULL, NULL)); /* only asks */
  EXPECT(count == N && width == GW && height == GH);
  count = N - 1;
  FAILS(ENCODE(&image, dn, NULL, NULL, features), ARGUMENT, "room");
  EXPECT(count == N);
  FAILS(ENCODE(&image, NULL, NULL, NULL, features), REFLECTANCE, "reflectance=dn");
#define WRONG(field, value, word) other = image, other.field = value, count = N; FAILS(ENCODE(&other, dn, NULL, NULL, features), ARGUMENT, word)
  WRONG(struct_size, sizeof image + sizeof(void *), "struct_size");
  WRONG(struct_size, offsetof(LejepaGisImage, sample), "0 bands is empty or too large");
  WRONG(pixels, NULL, "pixels is NULL");
  WRONG(pixels_size, sizeof sequential - 1, "the buffer has");
  WRONG(pixels_size, SIZE_MAX, "cannot have");
  WRONG(sample, 4, "sample is 4");
  WRONG(layout, -1, "layout is -1");
  WRONG(width, 0, "");
  WRONG(height, SIZE_MAX, "too large");
  WRONG(bands, 4, "4 bands");
  WRONG(line_stride, PTRDIFF_MAX, "the buffer has");
  WRONG(line_stride, PTRDIFF_MIN, "the buffer has");
  WRONG(line_stride, -4 * W, "the buffer has"); /* bottom-up, and first_sample is not said */
  WRONG(first_sample, 4, "the buffer has");
  WRONG(first_sample, SIZE_MAX, "the buffer has");
  WRONG(has_nodata, 2, "has_nodata");
  WRONG(scale, NAN, "scale");
  WRONG(offset, 1.0, "scale");

  other = image; /* as an older header has it: the scale is not looked at */
  other.struct_size = offsetof(LejepaGisImage, scale), other.scale = NAN;
  count = N;
  FAILS(ENCODE(&other, NULL, NULL, NULL, features), REFLECTANCE, "reflectance=dn");

  image.scale = 10000.0;
  image.mask = &mask[0][0];
  WRONG(mask_size, 0, "image.mask has no elements");
  image.mask_size = sizeof mask;
  WRONG(mask_size, sizeof mask - 1, "a mask of 45 x 37");
  WRONG(mask_line_stride, -W, "a mask of 45 x 37");
  WRONG(first_mask, 1, "a mask of 45 x 37");
  count = N;
  FAILS(ENCODE(&image, dn, stop, NULL, features), CANCELLED, "");
  count = N;
  OK(ENCODE(&image, NULL, NULL, NULL, features));
  EXPECT(isnan(features[0]) && isfinite(features[DIM]));

  OK(lejepa_gis_context_new(NULL, NULL, NULL, &context));
  OK(lejepa_gis_encode_image(model, context, &image, NULL, NULL, NULL, again, &count, NULL, NULL));
  EXPECT(memcmp(features, again, sizeof again) == 0); /* a context changes nothing */
  OK(lejepa_gis_context_cancel(context, 1));
  FAILS(lejepa_gis_encode_image(model, context, &image, NULL, NULL, NULL, again, &count, NULL, NULL), CANCELLED, "");
  lejepa_gis_context_free(context);

  other = image;
  other.pixels = (const uint8_t *)interleaved;
  other.pixels_size = sizeof interleaved;
  other.sample = LEJEPA_GIS_SAMPLE_U16;
  other.layout = LEJEPA_GIS_LAYOUT_INTERLEAVED;
  other.line_stride = sizeof interleaved[0];
  other.scale = 0;
  OK(ENCODE(&other, dn, NULL, NULL, again));
  for (x = DIM; x < N; x++) EXPECT(fabsf(features[x] - again[x]) < 1e-3f);

  /* The same image with its rows from the last to the first, each by negative strides. */
  for (b = 0; b < BANDS; b++)
    for (y = 0; y < H; y++) memcpy(turned[b][y], sequential[b][H - 1 - y], sizeof turned[b][y]);
  for (y = 0; y < H; y++) memcpy(turned_mask[y], mask[H - 1 - y], W);
  turns = image;
  turns.pixels = (const uint8_t *)turned, turns.pixels_size = sizeof turned;
  turns.line_stride = -(ptrdiff_t)sizeof turned[0][0];
  turns.first_sample = (H - 1) * sizeof turned[0][0];
  turns.mask = turned_mask[0], turns.mask_size = sizeof turned_mask;
  turns.mask_line_stride = -(ptrdiff_t)sizeof turned_mask[0];
  turns.first_mask = (H - 1) * sizeof turned_mask[0];
  OK(ENCODE(&turns, NULL, NULL, NULL, again));
  EXPECT(memcmp(features, again, sizeof again) == 0);

  other.sample = LEJEPA_GIS_SAMPLE_U8;
  FAILS(ENCODE(&other, dn, NULL, NULL, again), REFLECTANCE, "Byte");
  lejepa_gis_model_free(model);

  OK(lejepa_gis_model_open("texture", NULL, &model)); /* fitted on the image, masked cell left out */
  count = T;
  OK(ENCODE(&image, NULL, NULL, NULL, features));
  EXPECT(count == T && isnan(features[0]) && isfinite(features[160]) && fabsf(features[160]) > 1e-3f);
  lejepa_gis_model_free(model);
  return 0;
}
