/* Where no GDAL is to be had, a job fails with its status and leaves nothing, and pixels in memory are encoded all the same. */
#include "../c/test.h"

int main(void) {
  LejepaGisModel *model = NULL;
  char *text = (char *)1;
  FAILS(lejepa_gis_gdal_info(NULL, &text), GDAL_MISSING, "LEJEPA_GIS_GDAL");
  EXPECT(text == NULL);
  OK(lejepa_gis_model_open("default", NULL, &model));
  FAILS(lejepa_gis_features(model, "a.tif", "b.tif", NULL, NULL, NULL, NULL), GDAL_MISSING, "GDAL");
  EXPECT(!exists("b.tif"));
  lejepa_gis_model_free(model);
  return 0;
}
