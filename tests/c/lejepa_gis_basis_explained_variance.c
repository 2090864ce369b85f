#include "basis.h"

int main(void) {
  LejepaGisBasis *basis = known_basis();
  double shares[3] = {-1, -1, -1};
  size_t count = 3;
  FAILS(lejepa_gis_basis_explained_variance(NULL, shares, &count), ARGUMENT, "basis is NULL");
  EXPECT(count == 0);
  FAILS(lejepa_gis_basis_explained_variance(basis, shares, NULL), ARGUMENT, "count is NULL");
  OK(lejepa_gis_basis_explained_variance(basis, NULL, &count));
  EXPECT(count == 3);
  count = 2;
  FAILS(lejepa_gis_basis_explained_variance(basis, shares, &count), ARGUMENT, "room for 2 elements; 3 are needed");
  OK(lejepa_gis_basis_explained_variance(basis, shares, &count));
  EXPECT(fabs(shares[0] - 16.0 / 17.0) < 1e-6 && fabs(shares[1] - 1.0 / 17.0) < 1e-6 && fabs(shares[2]) < 1e-6);
  lejepa_gis_basis_free(basis);
  return 0;
}
