#include "basis.h"

int main(void) {
  LejepaGisBasis *basis = known_basis();
  float scores[6] = {sqrtf(8.0f), 0, 0, NAN, NAN, NAN};
  uint8_t rgba[8];
  size_t count = 8;
  FAILS(lejepa_gis_basis_colours(NULL, scores, 2, rgba, &count), ARGUMENT, "basis is NULL");
  EXPECT(count == 0);
  FAILS(lejepa_gis_basis_colours(basis, scores, 2, rgba, NULL), ARGUMENT, "count is NULL");
  OK(lejepa_gis_basis_colours(basis, NULL, 2, NULL, &count)); /* only asks */
  EXPECT(count == 8);
  FAILS(lejepa_gis_basis_colours(basis, NULL, 2, rgba, &count), ARGUMENT, "scores is NULL");
  count = 7;
  FAILS(lejepa_gis_basis_colours(basis, scores, 2, rgba, &count), ARGUMENT, "room for 7 elements; 8 are needed");
  FAILS(lejepa_gis_basis_colours(basis, scores, 0, rgba, &count), ARGUMENT, "no elements");
  FAILS(lejepa_gis_basis_colours(basis, scores, SIZE_MAX, rgba, &count), ARGUMENT, "too many");
  count = 8;
  OK(lejepa_gis_basis_colours(basis, scores, 2, rgba, &count));
  EXPECT(rgba[0] == 255 && rgba[3] == 255 && rgba[4] == 0 && rgba[7] == 0);
  lejepa_gis_basis_free(basis);
  return 0;
}
