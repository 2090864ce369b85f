#include "test.h"

int main(void) {
  float before[4][2] = {{1, 0}, {1, 0}, {1, 0}, {0, 0}}, after[4][2] = {{3, 0}, {0, 2}, {-1, 0}, {1, 1}}, change[4];
  size_t count = 4;
  FAILS(lejepa_gis_cosine_change(before[0], after[0], 4, 2, change, NULL), ARGUMENT, "count is NULL");
  OK(lejepa_gis_cosine_change(NULL, NULL, 4, 2, NULL, &count)); /* only asks */
  EXPECT(count == 4);
  FAILS(lejepa_gis_cosine_change(NULL, after[0], 4, 2, change, &count), ARGUMENT, "before is NULL");
  FAILS(lejepa_gis_cosine_change(before[0], NULL, 4, 2, change, &count), ARGUMENT, "after is NULL");
  count = 4 - 1;
  FAILS(lejepa_gis_cosine_change(before[0], after[0], 4, 2, change, &count), ARGUMENT, "room");
  EXPECT(count == 4);
  FAILS(lejepa_gis_cosine_change(before[0], after[0], 0, 2, change, &count), ARGUMENT, "no elements");
  count = SIZE_MAX / 16;
  FAILS(lejepa_gis_cosine_change(before[0], after[0], SIZE_MAX / 16, SIZE_MAX, change, &count), ARGUMENT, "too many");
  count = 4;
  OK(lejepa_gis_cosine_change(before[0], after[0], 4, 2, change, &count));
  EXPECT(change[0] == 0.0f && change[1] == 1.0f && change[2] == 2.0f && isnan(change[3]));
  return 0;
}
