#include "test.h"

int main(void) {
  float cells[3][2] = {{1, 2}, {NAN, NAN}, {3, 6}}, mean[2];
  size_t valid = 9;
  FAILS(lejepa_gis_descriptor(NULL, 3, 2, mean, &valid), ARGUMENT, "features is NULL");
  FAILS(lejepa_gis_descriptor(cells[0], 3, 2, NULL, &valid), ARGUMENT, "descriptor is NULL");
  FAILS(lejepa_gis_descriptor(cells[0], 3, 0, mean, &valid), ARGUMENT, "no elements");
  FAILS(lejepa_gis_descriptor(cells[1], 1, 2, mean, &valid), ARGUMENT, "no cell is valid");
  EXPECT(valid == 0);
  OK(lejepa_gis_descriptor(cells[0], 3, 2, mean, NULL));
  OK(lejepa_gis_descriptor(cells[0], 3, 2, mean, &valid));
  EXPECT(valid == 2 && mean[0] == 2.0f && mean[1] == 4.0f);
  return 0;
}
