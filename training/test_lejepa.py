"""Checks of LeJEPA cell by cell (`lejepa.py`) and of its judge, on made-up ground: `python -m pytest test_lejepa.py`."""
import numpy as np
import pytest
import torch

import data
import judge
import lejepa
import losses
import model as vit
import projector
import texture
import views
from test_recipe import noisy


def made_up_place(dates=2, shape=(200, 240)):
    """Smooth fields of noise, so that a cell tells where it is."""
    rng, place = np.random.default_rng(0), data.Place("made up")
    ground = torch.from_numpy(rng.normal(size=(1, 5, shape[0] // 32 + 1, shape[1] // 32 + 1)).astype(np.float32))
    ground = torch.nn.functional.interpolate(ground, shape, mode="bicubic")[0].numpy()
    place.dates = [(1500 + 100 * d + 300 * ground).astype(np.float32) for d in range(dates)]
    place.files = ["made_up.tif"] * dates
    return place


MEAN, STD = np.full(5, 1500.0), np.full(5, 300.0)


def spread_of_gradient(regulariser, spread):
    torch.manual_seed(0)
    z = (spread * torch.randn(500, 16)).requires_grad_()
    regulariser(z, generator=torch.Generator().manual_seed(0)).backward()
    return z.grad.norm()


def test_the_gradient_of_visreg_lasts_at_collapse_and_that_of_sigreg_fades():
    for spread in (1e-2, 1e-3):
        assert spread_of_gradient(losses.sigreg, spread) < 0.1 * spread_of_gradient(losses.sigreg, 10 * spread) * 1.2
    assert spread_of_gradient(losses.visreg, 1e-3) > 0.9 * spread_of_gradient(losses.visreg, 0.1)
    assert spread_of_gradient(losses.visreg, 1e-3) > 30 * spread_of_gradient(losses.sigreg, 1e-3)


def test_visreg_prefers_an_isotropic_gaussian():
    torch.manual_seed(0)
    z = torch.randn(4000, 32)
    good = losses.visreg(z)
    assert losses.visreg(z + 0.5) > 10 * good
    assert losses.visreg(z * torch.linspace(0.2, 1.7, 32)) > 10 * good
    assert losses.visreg(z[:, :1].expand(-1, 32)) > 10 * good  # one direction
    assert losses.visreg(z.sign()[:, :2]) > 5 * losses.visreg(z[:, :2])  # right scale, wrong shape


def test_agreement_is_nought_for_equal_views_and_counts_cells_with_several_views_only():
    z, ground = torch.randn(6, 8), torch.tensor([0, 1, 2, 0, 1, 3])
    z[3:5] = z[:2]
    assert losses.agreement(z, ground, 5) == 0
    z[0] += 2
    # Cell 0 is one away from its mean twice, cell 1 agrees, cells 2 and 3 have one view.
    assert torch.isclose(losses.agreement(z, ground, 5), torch.tensor(0.5))
    z.requires_grad_()
    losses.agreement(z[2:3], ground[2:3], 5).backward()
    assert z.grad.abs().max() == 0


def test_the_projector_normalises_each_number_over_cells():
    net = projector.Projector(12, hidden=20, out=7)
    z = torch.randn(50, 12)
    assert net(z).shape == (50, 7)
    # Batch norm after the first layer: what is added to all cells alike is gone.
    assert torch.allclose(net(z), net(z + 100), atol=1e-2)
    assert not torch.allclose(net(z), net(z * torch.linspace(0.1, 3, 12)), atol=1e-1)
    plain = projector.Projector(12, out=7, layers=0)
    assert torch.allclose(plain(z + 1) - plain(z), (plain(torch.ones(1, 12)) - plain(torch.zeros(1, 12))).expand(50, 7), atol=1e-5)


def test_views_keep_the_ground_cell():
    """What is read at a ground cell of any view, a cell's mean colour, is what stands there."""
    maker = views.Views([made_up_place()], MEAN, STD, other_date=0, zoom=0.5, hidden=0, light=0, occlusion=0)
    batch = maker.batch(12)
    points = torch.stack(torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij"), -1).view(1, -1, 2).float()
    colour = lambda x: vit.patches(x).unflatten(-1, (5, -1)).mean(-1)
    truth = colour(batch["clean"])
    for kind, number in (("large", 2), ("small", 2)):
        lattice = batch[f"lattice_{kind}"]
        assert len(lattice) == 12 * number and 0.3 < (lattice[:, 2] != 1).float().mean() < 0.7
        found, shown = views.at_ground(colour(batch[kind]), lattice, points.expand(len(lattice), -1, -1))
        assert shown.float().mean() > 0.15 and shown.any(1).all()
        away = (found - truth[batch[f"own_{kind}"]]).abs().amax(-1)
        still = shown & (lattice == lattice.round()).all(-1, keepdim=True)
        assert away[still].max() < 1e-4
        # Another scale: read between cells, so not exact, and far nearer than the next cell is.
        zoomed = away[shown & ~still].median()
        assert zoomed < 0.3 * (truth[:, 1:] - truth[:, :-1]).abs().amax(-1).median()


def test_views_take_the_share_of_dates_that_is_asked_for():
    for share in (0.0, 1.0):
        maker = views.Views([made_up_place()], MEAN, STD, other_date=share)
        batch = maker.batch(6)
        assert len(batch["clean"]) == (12 if share else 6)
        both = batch["own_large"].view(6, 2)
        assert ((both[:, 0] != both[:, 1]) == bool(share)).all()
        assert batch["at"].shape == (12, 64) and 0 <= batch["at"].min() and batch["at"].max() < 256


def test_small_views_stand_where_they_are_said_to():
    """A network sees a quarter of a chip as it sees a whole chip of which it keeps that quarter."""
    torch.manual_seed(0)
    net, x = noisy(vit.ViT(depth=2)), torch.randn(1, 5, 128, 128)
    rows, cols = torch.meshgrid(torch.arange(3, 11), torch.arange(5, 13), indexing="ij")
    at = (rows * 16 + cols).view(1, -1)
    with torch.no_grad():
        part = net(x[:, :, 24:88, 40:104], at=at)
        assert torch.allclose(part, net(x, keep=at), atol=1e-4)


def test_reading_knows_a_cell_and_what_is_around_it():
    clean, mean, std = torch.randn(2, 5, 128, 128), torch.full((5, 1, 1), 1500.0), torch.full((5, 1, 1), 300.0)
    truth = projector.ground_truth(clean, mean, std)
    assert truth.shape == (2, 256, 2 * (5 * texture.PER_BAND + 10 + 3))
    green = clean.clone()
    green[:, 3, 64:72, 64:72] += 5  # more near infrared on one cell
    changed = (projector.ground_truth(green, mean, std) - truth)[..., 90] > 0.1
    assert changed[:, 8 * 16 + 8].all() and changed.sum() == 2
    reading = projector.Reading(192, truth.flatten(0, 1).mean(0), truth.flatten(0, 1).std(0))
    torch.nn.init.zeros_(reading.read.weight), torch.nn.init.zeros_(reading.read.bias)
    # Nothing read: the error is the variance.
    assert abs(reading(torch.randn(512, 192), truth.flatten(0, 1)).item() - 1) < 0.05


@pytest.mark.parametrize("extra", [[], ["--regulariser", "visreg", "--chip", "0.1"], ["--objective", "card"]])
def test_a_run_learns_and_goes_on_where_it_stopped(tmp_path, monkeypatch, extra):
    monkeypatch.setattr(data, "load_places", lambda *_: [made_up_place()])
    given = ["--depth", "1", "--grounds", "2", "--points", "32", "--steps", "4", "--hold-out", "", "--hidden", "32",
             "--out", str(tmp_path), *extra]
    run = lejepa.Run(lejepa.arguments(given))
    before = run.net.texture_embed.weight.clone()
    terms, _ = run.advance()
    assert all(np.isfinite(v) for v in terms.values())
    assert not torch.equal(before, run.net.texture_embed.weight)
    run.save(), run.export("last.pt", {})
    last, again = run.advance()[0], lejepa.Run(lejepa.arguments(given))
    again.load()
    assert again.step == 1 and np.isclose(again.advance()[0]["loss"], last["loss"], rtol=1e-3)
    _, net = vit.open_checkpoint(tmp_path / "last.pt")
    assert isinstance(net, vit.TextureViT) and len(net.vit.blocks) == 1
    # A finished file may be started from again.
    assert lejepa.begin(lejepa.arguments(["--start", str(tmp_path / "last.pt")]), [])[0].texture_embed.weight.any()


def test_the_stand_in_reads_what_is_there_and_not_noise():
    rng, shape = np.random.default_rng(0), (40, 40)
    kinds = np.repeat(rng.integers(0, judge.CLUSTERS, (10, 10)), 4, 0).repeat(4, 1).ravel()
    told = np.eye(judge.CLUSTERS)[kinds] + 0.2 * rng.normal(size=(1600, judge.CLUSTERS))
    assert (judge.stand_in(told, kinds, shape) > 0.9).all()
    assert (judge.stand_in(rng.normal(size=(1600, 8)), kinds, shape) < 0.3).all()
