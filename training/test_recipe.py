"""Checks of the recipe: `python -m pytest test_recipe.py` (a minute on two cores).

The reference network and the imagery lie outside this repository; a check
that needs one says that it was skipped where it is absent.
"""
import importlib.util
import pathlib

import numpy as np
import pytest
import torch

import beside
import carry
import closed_form
import consensus
import data
import losses
import measures
import model as vit
import texture

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared"
IMAGERY = SHARED / "imagery/train"
needs_imagery = pytest.mark.skipif(not IMAGERY.exists(), reason=f"skipped: no imagery at {IMAGERY}")


def noisy(model):
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.05 * torch.randn_like(p))
    return model.eval()


def test_same_numbers_as_the_reference(tmp_path):
    path = SHARED / "reference/model.py"
    # The reference is not part of the project; the recipe must be testable without it.
    if not path.exists():
        pytest.skip(f"skipped: no reference at {path}")
    spec = importlib.util.spec_from_file_location("reference", path)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    torch.manual_seed(0)
    for kind in vit.SIZES:
        net = noisy(vit.ViT(kind))
        vit.export(net, tmp_path / "x.pt", {}, [0] * 5, [1] * 5, data.BANDS, {}, half=False)
        file = torch.load(tmp_path / "x.pt")
        dim, _ = vit.SIZES[kind]
        expected = {"vit." + k: s for k, s in reference.vit_shapes(dim, 12, 128).items()}
        assert {k: tuple(v.shape) for k, v in file["encoder_state"].items()} == expected
        x = torch.randn(2, 5, 128, 128)
        with torch.no_grad():
            want = reference.encode(file["encoder_state"], kind, x).flatten(2).transpose(1, 2)
            assert (net(x) - want).abs().max() < 1e-4


def test_steady_constants_leave_angles_alone():
    torch.manual_seed(0)
    net, x = vit.ViT(), torch.randn(4, 5, 128, 128)
    with torch.no_grad():
        for p in net.parameters():
            p.add_(0.05 * torch.randn_like(p))
        net.norm.weight[-2:], net.norm.bias[:] = 0, 0
        before = net(x)
        closed_form.set_steady(net, x, 3.0)
        after = net(x)
    alike = torch.nn.functional.cosine_similarity(before[..., :-2], after[..., :-2], dim=-1)
    assert alike.min() > 0.95
    assert 0.5 < after.norm(dim=-1).median() / before.norm(dim=-1).median() < 2


@needs_imagery
def test_smoothing_is_a_narrow_mean():
    places = data.load_places(IMAGERY)
    mean, std = data.band_statistics(places)
    patch = data.sample_patches(places, mean, std, count=4000)
    net = vit.ViT()
    closed_form.start_from_patches(net, *closed_form.principal_patches(patch), patch.mean(0))
    net.depth = 1
    x = data.Sampler(places, mean, std).batch(8)["a"]
    with torch.no_grad():
        before = net(x)
        closed_form.add_smoothing(net, x, 3.0)
        closed_form.set_steady(net, x, 1.0)
        after = net(x)

    def neighbours(z):  # how alike a cell and the next are
        z = z.view(8, 16, 16, -1)
        return torch.nn.functional.cosine_similarity(z[:, :, 1:], z[:, :, :-1], dim=-1).mean()

    assert net.depth == 2
    assert neighbours(after) > neighbours(before) + 0.05
    assert torch.nn.functional.cosine_similarity(before, after, dim=-1).mean() > 0.7


def test_hidden_cells_do_not_leak():
    net, x = noisy(vit.ViT()), torch.randn(1, 5, 128, 128)
    keep = torch.arange(160)[None]
    with torch.no_grad():
        before = net(x, keep)
        x[:, :, 80:] = 0  # cells from row 10 on: none of the first 160
        assert torch.equal(before, net(x, keep))


def test_sigreg_prefers_an_isotropic_gaussian():
    torch.manual_seed(0)
    z = torch.randn(4000, 32)
    good = losses.sigreg(z)
    assert losses.sigreg(z + 0.5) > 3 * good
    assert losses.sigreg(z * torch.linspace(0.2, 1.7, 32)) > 2 * good
    assert losses.sigreg(z[:, :1].expand(-1, 32)) > 3 * good


def test_collapse_measures():
    z = np.random.default_rng(0).standard_normal((3000, 24))
    assert measures.effective_rank(z) > 23
    z[:, 4:] = 0
    assert measures.effective_rank(z) < 4.5


def test_validation_imagery_is_refused(tmp_path):
    (tmp_path / "validate").mkdir()
    with pytest.raises(SystemExit):
        data.load_places(tmp_path / "validate")


@needs_imagery
def test_matching_cells_hold_the_same_ground():
    places = data.load_places(IMAGERY)
    assert not any("mask" in f or f.startswith("cloudy") for p in places for f in p.files)
    mean, std = data.band_statistics(places)
    batch = data.Sampler(places, mean, std, other_date=0, light=0, occlusion=0).batch(12)
    a, b, match = vit.patches(batch["a"]), vit.patches(batch["b"]), batch["match"]
    there = b.gather(1, match.clamp(min=0)[..., None].expand_as(b))
    assert (match >= 0).float().mean() > 0.4
    assert (a - there)[match >= 0].abs().max() < 1e-5


def test_restyled_dates_keep_their_ground_and_get_the_same_colours():
    rng = np.random.default_rng(0)
    place = data.Place("made up")
    place.dates = [rng.normal(1000 + 500 * d, 100 + 50 * d, (5, 128, 128)).astype(np.float32) for d in range(2)]
    mean, std = np.full(5, 900.0), np.full(5, 400.0)
    sampler = data.Sampler([place], mean, std, light=0, occlusion=0, restyle=1.0)
    for _ in range(8):
        style = sampler.style()
        for pixels, level in zip(place.dates, sampler.levels[0]):
            view = sampler.view(pixels, 0, 0, (*level, *style)) * sampler.std + sampler.mean
            assert np.allclose(view.mean((1, 2)), style[0].ravel(), rtol=0.02)
            assert np.corrcoef(view.ravel()[:16384], pixels[0].ravel())[0, 1] > 0.99


@needs_imagery
def test_start_is_a_linear_method():
    places = data.load_places(IMAGERY)
    mean, std = data.band_statistics(places)
    patch = data.sample_patches(places, mean, std, count=4000)
    components, variances = closed_form.principal_patches(patch)
    net = vit.ViT()
    closed_form.start_from_patches(net, components, variances, patch.mean(0))
    x = data.Sampler(places, mean, std).batch(8)["a"]
    with torch.no_grad():
        z = net(x)
        net.depth = 1
        assert torch.allclose(z, net(x))  # the other blocks are identity
    assert measures.linear_detail(z.flatten(0, 1).double().numpy(), vit.patches(x).flatten(0, 1).double().numpy()) > 0.6


@needs_imagery
def test_carried_pixels_leave_what_was_learned():
    places = data.load_places(IMAGERY)
    mean, std = data.band_statistics(places)
    patch = data.sample_patches(places, mean, std, count=4000)
    components, variances = closed_form.principal_patches(patch)
    source = vit.ViT()
    closed_form.start_from_patches(source, components, variances, patch.mean(0))
    torch.manual_seed(0)
    with torch.no_grad():
        for block in source.blocks[1:3]:  # as if trained
            for part in (block.attn.proj, block.mlp.fc2):
                part.weight[:-carry.REST] += 0.01 * torch.randn_like(part.weight[:-carry.REST])
    source.depth, count = 3, 60
    chips = data.Sampler(places, mean, std, light=0, occlusion=0).batch(12)["b"]
    net = carry.graft(source, chips, components, variances, patch.mean(0), count)
    first, last = net.dim - carry.REST - count, net.dim - carry.REST

    def cosines(z):
        z = torch.nn.functional.normalize(z.flatten(0, 1)[::5], dim=-1)
        return (z @ z.T).flatten()

    with torch.no_grad():
        both = torch.stack([cosines(source(chips)), cosines(net(chips)[..., :first])])
    assert torch.corrcoef(both)[0, 1] > 0.99

    carry.smooth(net, chips, count, 0.0)
    carried = carry.stream(net, chips)[-1].view(len(chips), -1, net.dim)[:, vit.REGISTERS:260, first:last]
    pixels = vit.patches(chips) @ components[:, :count]
    pixels = pixels - pixels.mean(1, keepdim=True)
    for k in (0, 5, 20, 59):
        assert torch.corrcoef(torch.stack([carried[..., k].flatten(), pixels[..., k].flatten()]))[0, 1] > 0.97

    closed_form.set_steady(net, chips, 3.0)
    carry.balance(net, chips, count, 0.4)
    with torch.no_grad():
        z = net(chips).flatten(0, 1)
    assert z.mean(0).abs().max() < 1e-4
    assert abs(z[:, first:last].var(0).sum() / z.var(0).sum() - 0.4) < 1e-3


def test_consensus_prefers_what_others_see_too():
    rng = np.random.default_rng(0)
    change = np.zeros((40, 50))
    change[5:10, 8:16] = change[25:29, 30:40] = 3
    look = lambda noise: np.exp(0.5 * change + noise * rng.standard_normal(change.shape))
    agreed = consensus.reference([look(0.5), look(0.5), look(0.8)])
    good, poor = (consensus.agreement(look(noise), agreed) for noise in (0.3, 1.5))
    assert good[0] > poor[0] and good[1] > poor[1]
    assert good[0] > 0.9


def test_texture_is_strongest_at_its_own_scale_and_orientation():
    side = 32 + 2 * texture.MARGIN
    y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    for k, (octave, _) in enumerate(texture.SCALES):
        for o in range(4):
            angle, number = torch.tensor(np.pi * o / 4), texture.WAVE / 2**octave
            wave = torch.cos(number * (x * torch.cos(angle) + y * torch.sin(angle)))
            found = texture.energies(wave.expand(1, 1, side, side))[0]
            assert (found.argmax(-1) == k * 4 + o).all()
            # A real wave of height 1 has modulus one half.
            assert (found[..., k * 4 + o].exp() - texture.QUIET - 0.5).abs().max() < 0.06


def test_a_file_with_texture_beside_gives_its_network_back(tmp_path):
    torch.manual_seed(0)
    net = noisy(vit.TextureViT(vit.ViT(depth=1), 24))
    vit.export_beside(net, tmp_path / "x.pt", {"config": {"img_size": 128}})
    file, again = vit.open_checkpoint(tmp_path / "x.pt")
    assert file["config"]["encoder_kind"] == "lejepa_gis_texture_vit_patch8"
    x = torch.randn(2, 5, 128, 128)
    with torch.no_grad():
        assert (again(x) - net(x)).abs().max() < 0.02 * net(x).std()


def test_blocks_are_even_and_as_long_as_they_hold():
    """Standardising each number of a block changes nothing, and one that differs between dates is short."""
    rng = np.random.default_rng(0)
    size = 8 + 2 * beside.TOLD + beside.PIXELS
    mix = rng.normal(size=(size, size)) / size**0.5
    within = mix @ mix.T + np.diag(rng.uniform(0.1, 3, size))
    between = np.diag(np.diag(within) * np.where(np.arange(size) % 2, 0.8, 0.1))
    blocks = beside.Blocks(8, within, within, between)
    spread = blocks.spread(blocks.some(blocks.pixels), 64)
    variance = blocks.variance(spread)
    assert variance.max() < 1.5 * variance.min()
    held = blocks.held(blocks.some(blocks.learned), 6)
    length = np.sqrt(blocks.variance(held))
    assert np.isclose((length**2).mean(), 36)
    assert length[1::2].max() < length[0::2].min()
