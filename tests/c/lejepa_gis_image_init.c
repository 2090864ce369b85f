#include "test.h"

int main(void) {
  LejepaGisImage image;
  memset(&image, 0xAA, sizeof image);
  FAILS(lejepa_gis_image_init(NULL, sizeof image), ARGUMENT, "image is NULL");
  FAILS(lejepa_gis_image_init(&image, 0), ARGUMENT, "struct_size is 0");
  FAILS(lejepa_gis_image_init(&image, sizeof image - 1), ARGUMENT, "a multiple of");
  FAILS(lejepa_gis_image_init(&image, sizeof image + sizeof(void *)), ARGUMENT, "this version knows");
  OK(lejepa_gis_image_init(&image, sizeof image));
  EXPECT(image.struct_size == sizeof image && image.pixels == NULL && image.width == 0 && image.scale == 0.0);

  /* An older header's structure is shorter, and nothing is written behind it. */
  memset(&image, 0xAA, sizeof image);
  OK(lejepa_gis_image_init(&image, offsetof(LejepaGisImage, scale)));
  EXPECT(image.struct_size == offsetof(LejepaGisImage, scale) && image.nodata == 0.0 && image.scale != 0.0);
  return 0;
}
