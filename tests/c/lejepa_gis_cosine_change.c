#include "test.h"

int main(void) {
  float before[4][2] = {{1, 0}, {1, 0}, {1, 0}, {0, 0}}, after[4][2] = {{3, 0}, {0, 2}, {-1, 0}, {1, 1}}, change[4];
  FAILS(lejepa_gis_cosine_change(NULL, after[0], 4, 2, change), ARGUMENT, "before is NULL");
  FAILS(lejepa_gis_cosine_change(before[0], NULL, 4, 2, change), ARGUMENT, "after is NULL");
  FAILS(lejepa_gis_cosine_change(before[0], after[0], 4, 2, NULL), ARGUMENT, "change is NULL");
  FAILS(lejepa_gis_cosine_change(before[0], after[0], 0, 2, change), ARGUMENT, "no elements");
  FAILS(lejepa_gis_cosine_change(before[0], after[0], SIZE_MAX, 2, change), ARGUMENT, "too many");
  OK(lejepa_gis_cosine_change(before[0], after[0], 4, 2, change));
  EXPECT(change[0] == 0.0f && change[1] == 1.0f && change[2] == 2.0f && isnan(change[3]));
  return 0;
}
