#include "basis.h"

int main(void) {
  const float *sets[] = {cells_a[0], NULL}, *invalid[] = {cells_b[2]};
  size_t counts[] = {2, 3};
  const char *wrong[] = {"STRETCH=wide", NULL}, *other[] = {"OVERWRITE=YES", NULL};
  LejepaGisBasis *basis = (LejepaGisBasis *)1;
  FAILS(lejepa_gis_basis_fit(NULL, sets, counts, 1, 3, NULL, NULL), ARGUMENT, "basis is NULL");
  FAILS(lejepa_gis_basis_fit(NULL, NULL, counts, 1, 3, NULL, &basis), ARGUMENT, "features is NULL");
  EXPECT(basis == NULL);
  FAILS(lejepa_gis_basis_fit(NULL, sets, NULL, 1, 3, NULL, &basis), ARGUMENT, "cells is NULL");
  FAILS(lejepa_gis_basis_fit(NULL, sets, counts, 2, 3, NULL, &basis), ARGUMENT, "features[1] is NULL");
  FAILS(lejepa_gis_basis_fit(NULL, sets, counts, 0, 3, NULL, &basis), ARGUMENT, "no elements");
  FAILS(lejepa_gis_basis_fit(NULL, sets, counts, 1, 0, NULL, &basis), ARGUMENT, "no elements");
  FAILS(lejepa_gis_basis_fit(NULL, sets, counts, 1, 3, wrong, &basis), ARGUMENT, "percentile");
  FAILS(lejepa_gis_basis_fit(NULL, sets, counts, 1, 3, other, &basis), ARGUMENT, "known are STRETCH");
  counts[0] = 1;
  FAILS(lejepa_gis_basis_fit(NULL, invalid, counts, 1, 3, NULL, &basis), ARGUMENT, "valid cell");
  {
    /* One cell whose covariance takes terabytes, where it is known how much memory there is. */
    const size_t wide = (size_t)1 << 20;
    const float *many[1];
    LejepaGisBasis *other = known_basis();
    counts[0] = 1;
    many[0] = calloc(wide, sizeof(float));
    EXPECT(many[0] != NULL);
#ifdef __linux__
    FAILS(lejepa_gis_basis_fit(NULL, many, counts, 1, wide, NULL, &basis), OUT_OF_MEMORY, "of memory, and there are");
#else
    FAILS(lejepa_gis_basis_fit(NULL, invalid, counts, 1, 3, NULL, &basis), ARGUMENT, "valid cell");
#endif
    /* Freeing keeps the last error, for a host frees before it reads. */
    lejepa_gis_basis_free(other);
    EXPECT(lejepa_gis_last_error()[0] != '\0');
    free((void *)many[0]);
  }
  lejepa_gis_basis_free(known_basis());
  return 0;
}
