#include "test.h"

int main(void) {
  EXPECT(strcmp(lejepa_gis_version(), LEJEPA_GIS_VERSION) == 0);
  return 0;
}
