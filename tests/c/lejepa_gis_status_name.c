#include "test.h"

int main(void) {
  int32_t i;
  for (i = LEJEPA_GIS_STATUS_OK; i <= LEJEPA_GIS_STATUS_OUT_OF_MEMORY; i++)
    EXPECT(strcmp(lejepa_gis_status_name(i), "unknown status") != 0);
  EXPECT(strcmp(lejepa_gis_status_name(LEJEPA_GIS_STATUS_EXISTS), "output exists") == 0);
  EXPECT(LEJEPA_GIS_STATUS_OUT_OF_MEMORY == 12 && strcmp(lejepa_gis_status_name(12), "out of memory") == 0);
  EXPECT(strcmp(lejepa_gis_status_name(13), "unknown status") == 0);
  EXPECT(strcmp(lejepa_gis_status_name(-1), "unknown status") == 0);
  EXPECT(strcmp(lejepa_gis_status_name(INT32_MAX), "unknown status") == 0);
  return 0;
}
