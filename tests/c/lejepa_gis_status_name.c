#include "test.h"

int main(void) {
  int32_t i;
  for (i = LEJEPA_GIS_STATUS_OK; i <= LEJEPA_GIS_STATUS_INTERNAL; i++)
    EXPECT(strcmp(lejepa_gis_status_name(i), "unknown status") != 0);
  EXPECT(strcmp(lejepa_gis_status_name(LEJEPA_GIS_STATUS_EXISTS), "output exists") == 0);
  EXPECT(strcmp(lejepa_gis_status_name(-1), "unknown status") == 0);
  EXPECT(strcmp(lejepa_gis_status_name(INT32_MAX), "unknown status") == 0);
  return 0;
}
