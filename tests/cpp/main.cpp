// The C++ layer, with a second translation unit that includes it too.
#include <lejepa_gis.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#define EXPECT(condition)                                                                    \
  do {                                                                                       \
    if (!(condition)) std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition), std::exit(1); \
  } while (0)

std::string other_unit(const lejepa_gis::Model &model);

template <class Call>
LejepaGisStatus thrown(Call call) {
  try {
    call();
  } catch (const lejepa_gis::Error &error) {
    EXPECT(error.what()[0] != '\0');
    return error.status();
  }
  return LEJEPA_GIS_STATUS_OK;
}

int main(int, char **argv) {
  const std::string fixtures = argv[1], folder = argv[2];
  EXPECT(thrown([] { lejepa_gis::Model("/no/such.pt"); }) == LEJEPA_GIS_STATUS_IO);
  lejepa_gis::Model model(fixtures + "/vit_32.pt");
  const lejepa_gis::Model copy = model;
  EXPECT(copy.c() == model.c() && other_unit(model) == model.digest());
  const auto sizes = model.sizes();
  EXPECT(sizes.chip == 32 && sizes.dimension == 128 && model.name() == "vit_32.pt");

  std::vector<float> chips(2 * 5 * 32 * 32);
  for (std::size_t i = 0; i < chips.size(); i++) chips[i] = 300.0f + static_cast<float>(i * 37 % 2003);
  const auto features = model.encode_chips(chips, {"THREADS=1"});
  EXPECT(features.size() == 2 * 16 * 128);

  auto image = lejepa_gis::image();
  image.pixels = reinterpret_cast<const std::uint8_t *>(chips.data());
  image.pixels_size = 5 * 32 * 32 * sizeof(float);
  image.sample = LEJEPA_GIS_SAMPLE_F32;
  image.width = image.height = 32;
  image.bands = 5;
  image.scale = 1.0;
  const auto grid = model.encode_image(image);
  EXPECT(grid.width == 4 && grid.height == 4 && grid.features.size() == 16 * 128);
  for (std::size_t i = 0; i < grid.features.size(); i++) EXPECT(std::fabs(grid.features[i] - features[i]) < 1e-4f);

  const std::vector<float> before(features.begin(), features.begin() + 16 * 128), after(features.begin() + 16 * 128, features.end());
  EXPECT(lejepa_gis::cosine_change(before, after, 128).size() == 16);
  EXPECT(lejepa_gis::descriptor(features, 128).size() == 128);
  lejepa_gis::Basis basis(features, 128, &model);
  EXPECT(basis.project(features, 128).size() == 32 * 3);
  basis.save(folder + "/basis.json");
  EXPECT(lejepa_gis::Basis::load(folder + "/basis.json").to_json() == basis.to_json());

  const std::string a = folder + "/before.tif", b = folder + "/after.tif";
  EXPECT(lejepa_gis::change(&model, a, b, folder + "/c.tif").find("valid_change_cells") != std::string::npos);
  EXPECT(thrown([&] { lejepa_gis::change(&model, a, b, folder + "/c.tif"); }) == LEJEPA_GIS_STATUS_EXISTS);
  EXPECT(thrown([&] { lejepa_gis::features(&model, a, folder + "/f.tif", {}, [](double, const char *) { return false; }); }) == LEJEPA_GIS_STATUS_CANCELLED);
  int calls = 0;
  try { // an exception of the callback comes out again
    lejepa_gis::features(&model, a, folder + "/f.tif", {}, [&](double, const char *) -> bool { calls++; throw std::domain_error("mine"); });
    EXPECT(!"reached");
  } catch (const std::domain_error &) {
  }
  EXPECT(calls == 1);
  lejepa_gis::pca(&model, {a, b}, {folder + "/p1.tif", folder + "/p2.tif"});
  EXPECT(lejepa_gis::describe(&model, {a}).find("descriptors") != std::string::npos);
  EXPECT(lejepa_gis::gdal_info().find("version") != std::string::npos);
  return 0;
}
