#include "test.h"

int main(void) {
  char *json = (char *)1;
  FAILS(lejepa_gis_build_info(NULL), ARGUMENT, "json");
  OK(lejepa_gis_build_info(&json));
  EXPECT(strstr(json, "\"tract") || strstr(json, "tract "));
  EXPECT(strstr(json, LEJEPA_GIS_VERSION) && strstr(json, "processor"));
  lejepa_gis_text_free(json);
  return 0;
}
