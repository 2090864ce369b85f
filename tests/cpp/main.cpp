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

template <class Call>
bool refused(Call call) {
  try {
    call();
  } catch (const std::logic_error &) { // std::invalid_argument is one
    return true;
  }
  return false;
}

bool holds(const std::string &text, const char *word) { return text.find(word) != std::string::npos; }

void bases(const lejepa_gis::Model &model, const std::vector<float> &before, const std::vector<float> &after, const std::string &folder) {
  const auto basis = lejepa_gis::Basis::fit({&before, &after}, 128, &model);
  const lejepa_gis::Basis one(before, 128);
  EXPECT(holds(basis.to_json(), "vit_32.pt") && basis.to_json() != one.to_json());
  const auto scores = basis.project(after, 128, &model);
  EXPECT(scores.size() == 16 * 3);
  EXPECT(thrown([&] { one.project(after, 128, &model); }) == LEJEPA_GIS_STATUS_ARGUMENT); // fitted for an unknown model
  const auto colours = basis.colours(scores);
  EXPECT(colours.size() == 16 * 4 && colours[3] == 255);
  EXPECT(basis.sizes().dimension == 128 && basis.sizes().components == 3);
  EXPECT(basis.explained_variance().size() == 3 && basis.explained_variance()[0] <= 1.0);
  lejepa_gis::BasisFit fit(128);
  fit.add(before);
  fit.add(after);
  EXPECT(fit.finish(&model).project(after, 128, &model) == scores);
  EXPECT(refused([&] { fit.add({1.0f}); }));
  basis.save(folder + "/basis.json");
  EXPECT(lejepa_gis::Basis::load(folder + "/basis.json").to_json() == basis.to_json());
  EXPECT(lejepa_gis::Basis::from_json(basis.to_json()).to_json() == basis.to_json());
}

void jobs(const lejepa_gis::Model &model, const std::string &folder) {
  const std::string a = folder + "/before.tif", b = folder + "/after.tif", c = folder + "/c.tif";
  auto job = lejepa_gis::Job("change").input(a).input(b).output(c).model(model);
  const auto stops = [](double, const char *) { return false; };
  EXPECT(holds(lejepa_gis::estimate(job), "memory_bytes"));
  EXPECT(thrown([&] { lejepa_gis::run(lejepa_gis::Job(job).progress(stops)); }) == LEJEPA_GIS_STATUS_CANCELLED);
  const auto done = lejepa_gis::run(job);
  EXPECT(holds(done.report, "valid_change_cells") && done.datasets.empty());
  EXPECT(thrown([&] { lejepa_gis::run(job); }) == LEJEPA_GIS_STATUS_EXISTS);
  EXPECT(thrown([&] { lejepa_gis::estimate(job); }) == LEJEPA_GIS_STATUS_EXISTS);
  job.option("OVERWRITE=YES").options({"METHOD=residual", "THREADS=1"});
  EXPECT(holds(lejepa_gis::run(job).report, "\"residual\""));
  EXPECT(thrown([&] { lejepa_gis::run(lejepa_gis::Job("encode").input(a)); }) == LEJEPA_GIS_STATUS_ARGUMENT);
  const auto named = lejepa_gis::Job("describe").input(a).option("MODEL=texture"); // the model by its option
  EXPECT(holds(lejepa_gis::run(named).report, "\"texture\""));

  EXPECT(thrown([&] { lejepa_gis::change(model, a, b, c); }) == LEJEPA_GIS_STATUS_EXISTS);
  EXPECT(thrown([&] { lejepa_gis::features(model, a, folder + "/f.tif", {}, stops); }) == LEJEPA_GIS_STATUS_CANCELLED);
  EXPECT(holds(lejepa_gis::features(model, a, folder + "/f.tif"), "valid_cells"));
  int calls = 0;
  try { // an exception of the callback comes out again
    lejepa_gis::features(model, a, folder + "/g.tif", {}, [&](double, const char *) -> bool { calls++; throw std::domain_error("mine"); });
    EXPECT(!"reached");
  } catch (const std::domain_error &) {
  }
  EXPECT(calls == 1);
  EXPECT(holds(lejepa_gis::pca(model, {a, b}, {folder + "/p1.tif", folder + "/p2.tif"}), "explained_variance"));
  EXPECT(holds(lejepa_gis::describe(model, {a}), "descriptors"));
  EXPECT(holds(lejepa_gis::run(model, a, b, folder + "/all"), "change_joint.tif"));
}

/* What was moved from is empty, and must not pass for the default model. */
void moved(const lejepa_gis::Model &model, const std::string &folder) {
  lejepa_gis::Model from = model;
  const lejepa_gis::Model to = std::move(from);
  EXPECT(to.c() == model.c());
  EXPECT(refused([&] { from.name(); }));
  EXPECT(refused([&] { lejepa_gis::describe(from, {folder + "/before.tif"}); }));
  const std::vector<float> cells(3 * 2);
  EXPECT(refused([&] { lejepa_gis::Basis(cells, 2, &from); }));
  lejepa_gis::Basis basis = lejepa_gis::Basis::from_json(
      R"({"model":"","model_sha256":"","mean":[1,2],"components":[[1,0]],"explained":[1],"low":[0],"high":[1]})");
  const auto other = std::move(basis);
  EXPECT(refused([&] { basis.to_json(); }));
}

void similar(const lejepa_gis::Model &model, const std::string &folder) {
  const std::string features = folder + "/like_features.tif";
  lejepa_gis::features(model, folder + "/before.tif", features);
  const lejepa_gis::Similar index(features, {"THREADS=1"});
  const auto sizes = index.sizes();
  const auto scores = index.query({{500040.0, 4699960.0}});
  EXPECT(sizes.dimension == 128 && scores.size() == sizes.width * sizes.height && scores[0] > 0.999f);
  EXPECT(index.query({{500040.0, 4699960.0}}, {{500200.0, 4699800.0}})[0] > 0.5f);
  EXPECT(thrown([&] { index.query({}); }) == LEJEPA_GIS_STATUS_ARGUMENT);
}

void tables() {
  EXPECT(holds(lejepa_gis::gdal_info(), "version") && holds(lejepa_gis::build_info(), "processor"));
  EXPECT(holds(lejepa_gis::tasks(), "\"change\"") && holds(lejepa_gis::parameters(), "\"OVERLAP\""));
  EXPECT(lejepa_gis::version() == LEJEPA_GIS_VERSION && lejepa_gis::abi_version() == LEJEPA_GIS_ABI_VERSION);
  const auto doctor = lejepa_gis::doctor();
  EXPECT(doctor.healthy && holds(doctor.text, "self-test"));
  try {
    lejepa_gis::gdal_info("/no/such/libgdal.so");
    EXPECT(!"reached");
  } catch (const lejepa_gis::Error &error) {
    EXPECT(std::string(error.status_name()) == lejepa_gis_status_name(error.status()));
    EXPECT(holds(error.json(), "\"parameter\":\"GDAL\""));
  }
}

int main(int, char **argv) {
  const std::string fixtures = argv[1], folder = argv[2];
  EXPECT(thrown([] { lejepa_gis::Model("/no/such.pt"); }) == LEJEPA_GIS_STATUS_IO);
  lejepa_gis::Model model(fixtures + "/vit_32.pt");
  const lejepa_gis::Model copy = model;
  EXPECT(copy.c() == model.c() && other_unit(model) == model.digest());
  const auto sizes = model.sizes();
  EXPECT(sizes.chip == 32 && sizes.dimension == 128 && model.name() == "vit_32.pt");
  EXPECT(model.kind() == "vit_tiny_patch8" && model.caution().empty() && model.bands().front() == "red");
  EXPECT(model.statistics().mean.size() == 5 && model.statistics().std[4] == 1504.0f && holds(model.info(), "sha256"));

  std::vector<float> chips(2 * 5 * 32 * 32);
  for (std::size_t i = 0; i < chips.size(); i++) chips[i] = 300.0f + static_cast<float>(i * 37 % 2003);
  const auto features = model.encode_chips(chips, {"THREADS=1"});
  EXPECT(features.size() == 2 * 16 * 128);
  const lejepa_gis::Context context({"THREADS=1"});
  EXPECT(model.encode_chips(chips, {}, {}, &context) == features);

  auto image = lejepa_gis::image();
  image.pixels = reinterpret_cast<const std::uint8_t *>(chips.data());
  image.pixels_size = 5 * 32 * 32 * sizeof(float);
  image.sample = LEJEPA_GIS_SAMPLE_F32;
  image.width = image.height = 32;
  image.bands = 5;
  image.scale = 1.0;
  const auto grid = model.encode_image(image);
  EXPECT(model.encode_image(image, {}, {}, &context).features == grid.features);
  context.cancel();
  EXPECT(thrown([&] { model.encode_image(image, {}, {}, &context); }) == LEJEPA_GIS_STATUS_CANCELLED);
  EXPECT(grid.width == 4 && grid.height == 4 && grid.features.size() == 16 * 128);
  for (std::size_t i = 0; i < grid.features.size(); i++) EXPECT(std::fabs(grid.features[i] - features[i]) < 1e-4f);

  const std::vector<float> before(features.begin(), features.begin() + 16 * 128), after(features.begin() + 16 * 128, features.end());
  EXPECT(lejepa_gis::cosine_change(before, after, 128).size() == 16);
  EXPECT(lejepa_gis::residual_change(before, after, 128).size() == 16);
  EXPECT(lejepa_gis::descriptor(features, 128).size() == 128);
  EXPECT(refused([&] { lejepa_gis::descriptor(features, 100); }));
  bases(model, before, after, folder);
  jobs(model, folder);
  moved(model, folder);
  similar(model, folder);
  tables();
  return 0;
}
