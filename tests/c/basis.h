/* A basis of known axes for the tests of bases: variance 8 along (1, 1, 0), 0.5 along (1, -1, 0). */
#ifndef LEJEPA_GIS_TEST_BASIS_H
#define LEJEPA_GIS_TEST_BASIS_H

#include "test.h"

static float cells_a[2][3] = {{2, 2, 1}, {-2, -2, 1}};
static float cells_b[3][3] = {{0.5f, -0.5f, 1}, {-0.5f, 0.5f, 1}, {NAN, NAN, NAN}};

static inline LejepaGisBasis *known_basis(void) {
  const float *sets[] = {cells_a[0], cells_b[0]};
  size_t counts[] = {2, 3};
  const char *options[] = {"STRETCH=minmax", NULL};
  LejepaGisBasis *basis = NULL;
  OK(lejepa_gis_basis_fit(NULL, sets, counts, 2, 3, options, &basis));
  EXPECT(basis != NULL);
  return basis;
}

#endif
