#include "test.h"

enum { CELLS = 5000 };

static float before[CELLS][2], after[CELLS][2], change[CELLS];

int main(void) {
  size_t count = CELLS, i;
  for (i = 0; i < CELLS; i++) {
    before[i][0] = (float)(i * 37 % 101), before[i][1] = (float)(i * 53 % 89);
    /* A season: all cells change alike, but for a little. */
    after[i][0] = 0.5f * before[i][0] + 0.1f * before[i][1] + 3.0f + 0.01f * (float)(i * 7 % 11);
    after[i][1] = 2.0f * before[i][1] - 20.0f + 0.01f * (float)(i * 5 % 13);
  }
  after[42][0] += 90.0f; /* what no season does */
  after[4500][1] = NAN;
  FAILS(lejepa_gis_residual_change(before[0], after[0], CELLS, 2, change, NULL), ARGUMENT, "count is NULL");
  OK(lejepa_gis_residual_change(NULL, NULL, CELLS, 2, NULL, &count)); /* only asks */
  EXPECT(count == CELLS);
  FAILS(lejepa_gis_residual_change(NULL, after[0], CELLS, 2, change, &count), ARGUMENT, "before is NULL");
  FAILS(lejepa_gis_residual_change(before[0], NULL, CELLS, 2, change, &count), ARGUMENT, "after is NULL");
  count = CELLS - 1;
  FAILS(lejepa_gis_residual_change(before[0], after[0], CELLS, 2, change, &count), ARGUMENT, "room");
  EXPECT(count == CELLS);
  FAILS(lejepa_gis_residual_change(before[0], after[0], 0, 2, change, &count), ARGUMENT, "no elements");
  count = SIZE_MAX / 16;
  FAILS(lejepa_gis_residual_change(before[0], after[0], SIZE_MAX / 16, SIZE_MAX, change, &count), ARGUMENT, "too many");
  count = CELLS;
  OK(lejepa_gis_residual_change(before[0], after[0], CELLS, 2, change, &count));
  EXPECT(isnan(change[4500]));
  for (i = 0; i < CELLS; i++) EXPECT(i == 42 || i == 4500 || (change[i] >= 0.0f && change[i] < 0.1f * change[42]));
  return 0;
}
