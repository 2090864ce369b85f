#include "fit.h"

/* Scores on two bases are the same numbers. */
static void same(const LejepaGisBasis *a, const LejepaGisBasis *b) {
  float first[6], second[6];
  size_t count = 6, i;
  OK(lejepa_gis_basis_project(a, NULL, cells_a[0], 2, 3, first, &count));
  OK(lejepa_gis_basis_project(b, NULL, cells_a[0], 2, 3, second, &count));
  for (i = 0; i < 6; i++) EXPECT(first[i] == second[i]);
}

int main(int argc, char **argv) {
  LejepaGisBasisFit *fit = begun();
  LejepaGisBasis *basis = (LejepaGisBasis *)1, *whole = known_basis();
  LejepaGisModel *model = fixture(argv[1]);
  float scores[3] = {0, 0, 0};
  uint8_t rgba[4];
  size_t count = 4;
  char *json = NULL;
  UNUSED(argc);
  FAILS(lejepa_gis_basis_fit_finish(fit, NULL, NULL), ARGUMENT, "basis is NULL");
  FAILS(lejepa_gis_basis_fit_finish(NULL, NULL, &basis), ARGUMENT, "fit is NULL");
  EXPECT(basis == NULL);
  FAILS(lejepa_gis_basis_fit_finish(fit, NULL, &basis), ARGUMENT, "valid cell");
  OK(lejepa_gis_basis_fit_add(fit, cells_b[2], 1)); /* invalid */
  FAILS(lejepa_gis_basis_fit_finish(fit, NULL, &basis), ARGUMENT, "valid cell");
  OK(lejepa_gis_basis_fit_add(fit, cells_a[0], 2));
  OK(lejepa_gis_basis_fit_finish(fit, NULL, &basis)); /* of a part; more may come */
  lejepa_gis_basis_free(basis);
  OK(lejepa_gis_basis_fit_add(fit, cells_b[0], 3));
  OK(lejepa_gis_basis_fit_finish(fit, model, &basis));
  lejepa_gis_basis_fit_free(fit);
  same(basis, whole);
  OK(lejepa_gis_basis_to_json(basis, &json));
  EXPECT(strstr(json, "vit_32.pt"));
  lejepa_gis_text_free(json);
  /* The sample variance along the first component is 16 / 3: colours end at 2.0537 of its root. */
  OK(lejepa_gis_basis_colours(basis, scores, 1, rgba, &count));
  EXPECT(rgba[0] == 128 && rgba[3] == 255);
  scores[0] = 4.74f;
  OK(lejepa_gis_basis_colours(basis, scores, 1, rgba, &count));
  EXPECT(rgba[0] == 255);
  scores[0] = 4.70f;
  OK(lejepa_gis_basis_colours(basis, scores, 1, rgba, &count));
  EXPECT(rgba[0] == 254);
  lejepa_gis_basis_free(basis);
  lejepa_gis_basis_free(whole);
  lejepa_gis_model_free(model);
  return 0;
}
