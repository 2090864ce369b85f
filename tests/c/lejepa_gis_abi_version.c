#include "test.h"

int main(void) {
  EXPECT(lejepa_gis_abi_version() == LEJEPA_GIS_ABI_VERSION);
  return 0;
}
