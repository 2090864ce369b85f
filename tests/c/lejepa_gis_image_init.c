#include "test.h"

int main(void) {
  LejepaGisImage image;
  memset(&image, 0xAA, sizeof image);
  FAILS(lejepa_gis_image_init(NULL, sizeof image), ARGUMENT, "image is NULL");
  FAILS(lejepa_gis_image_init(&image, 8), ARGUMENT, "struct_size is 8");
  OK(lejepa_gis_image_init(&image, sizeof image));
  EXPECT(image.struct_size == sizeof image && image.pixels == NULL && image.width == 0 && image.scale == 0.0);
  return 0;
}
