#include "test.h"

int main(void) {
  float cells[3][2] = {{1, 2}, {NAN, NAN}, {3, 6}}, mean[2];
  size_t valid = 9, count = 2;
  FAILS(lejepa_gis_descriptor(cells[0], 3, 2, mean, NULL, &valid), ARGUMENT, "count is NULL");
  EXPECT(valid == 0);
  OK(lejepa_gis_descriptor(NULL, 3, 2, NULL, &count, NULL)); /* only asks */
  EXPECT(count == 2);
  FAILS(lejepa_gis_descriptor(NULL, 3, 2, mean, &count, &valid), ARGUMENT, "features is NULL");
  count = 1;
  FAILS(lejepa_gis_descriptor(cells[0], 3, 2, mean, &count, &valid), ARGUMENT, "room for 1 elements; 2 are needed");
  FAILS(lejepa_gis_descriptor(cells[0], 3, 0, mean, &count, &valid), ARGUMENT, "no elements");
  valid = 9, count = 2;
  FAILS(lejepa_gis_descriptor(cells[1], 1, 2, mean, &count, &valid), ARGUMENT, "no cell is valid");
  EXPECT(valid == 0);
  OK(lejepa_gis_descriptor(cells[0], 3, 2, mean, &count, NULL));
  OK(lejepa_gis_descriptor(cells[0], 3, 2, mean, &count, &valid));
  EXPECT(valid == 2 && mean[0] == 2.0f && mean[1] == 4.0f);
  return 0;
}
