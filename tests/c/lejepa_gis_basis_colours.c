#include "basis.h"

int main(void) {
  LejepaGisBasis *basis = known_basis();
  float scores[6] = {sqrtf(8.0f), 0, 0, NAN, NAN, NAN};
  uint8_t rgba[8];
  FAILS(lejepa_gis_basis_colours(NULL, scores, 2, rgba), ARGUMENT, "basis is NULL");
  FAILS(lejepa_gis_basis_colours(basis, NULL, 2, rgba), ARGUMENT, "scores is NULL");
  FAILS(lejepa_gis_basis_colours(basis, scores, 2, NULL), ARGUMENT, "rgba is NULL");
  FAILS(lejepa_gis_basis_colours(basis, scores, 0, rgba), ARGUMENT, "no elements");
  OK(lejepa_gis_basis_colours(basis, scores, 2, rgba));
  EXPECT(rgba[0] == 255 && rgba[3] == 255 && rgba[4] == 0 && rgba[7] == 0);
  lejepa_gis_basis_free(basis);
  return 0;
}
