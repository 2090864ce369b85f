#include "test.h"

#if LEJEPA_GIS_VERSION_MAJOR < 0 || LEJEPA_GIS_VERSION_MINOR < 0 || LEJEPA_GIS_VERSION_PATCH < 0
#error "the parts of the version are numbers"
#endif

int main(void) {
  char text[64];
  snprintf(text, sizeof text, "%d.%d.%d", LEJEPA_GIS_VERSION_MAJOR, LEJEPA_GIS_VERSION_MINOR, LEJEPA_GIS_VERSION_PATCH);
  EXPECT(strncmp(text, LEJEPA_GIS_VERSION, strlen(text)) == 0);
  EXPECT(strcmp(lejepa_gis_version(), LEJEPA_GIS_VERSION) == 0);
  return 0;
}
