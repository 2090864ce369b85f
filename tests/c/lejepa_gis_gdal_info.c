#include "test.h"

int main(void) {
  char *json = (char *)1;
  FAILS(lejepa_gis_gdal_info(NULL, NULL), ARGUMENT, "json");
  FAILS(lejepa_gis_gdal_info(NOT_UTF8, &json), ARGUMENT, "UTF-8");
  EXPECT(json == NULL);
  FAILS(lejepa_gis_gdal_info("/no/such/libgdal.so", &json), GDAL_MISSING, "/no/such/libgdal.so");
  OK(lejepa_gis_gdal_info("", &json)); /* a failed try binds nothing */
  EXPECT(strstr(json, "\"version\"") && strstr(json, "\"origin\"") && strstr(json, "gdal"));
  lejepa_gis_text_free(json);
  FAILS(lejepa_gis_gdal_info("/no/such/libgdal.so", &json), ARGUMENT, "bound");
  OK(lejepa_gis_gdal_info(NULL, &json));
  lejepa_gis_text_free(json);
  return 0;
}
