#!/usr/bin/env python3
"""LeJEPA as its authors have it, cell by cell: `lejepa.py --start NETWORK.pt --out run`, then `beside.py run/last.pt OUT`.

Every view's projection of a ground cell is drawn to the mean of that cell's views; SIGReg or VISReg keeps the
projections an isotropic Gaussian. No slow copy, no predictor. A linear map must read land cover (texture, bands, indices
of the cell and around it) from the features, so that agreement does not take it away. `--objective card` trains the
published card's objective instead, on the same views and schedule.
"""
import argparse
import copy
import json
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F

import data
import losses
import measures
import model as vit
from projector import Projector, Reading, ground_truth
from train import cosine, groups
from views import Views, at_ground


def arguments(given=None):
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", default=pathlib.Path(__file__).resolve().parents[2] / "shared/imagery/train")
    p.add_argument("--out", type=pathlib.Path, default=pathlib.Path("run"))
    p.add_argument("--start", default="random", help="a network's checkpoint, or `random`")
    p.add_argument("--depth", type=int, default=5, help="blocks of a network that starts from random weights")
    p.add_argument("--resume", action="store_true", help="go on from OUT/state.pt")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--steps", type=int, default=600)
    p.add_argument("--minutes", type=float, help="stop cleanly after this long; --resume goes on")
    p.add_argument("--objective", choices=("lejepa", "card"), default="lejepa")
    p.add_argument("--grounds", type=int, default=8, help="squares of ground a step")
    p.add_argument("--large", type=int, default=2, help="views of a ground as large as a chip")
    p.add_argument("--small", type=int, default=2, help="views of a quarter of a chip")
    p.add_argument("--points", type=int, default=96, help="cells of a ground that are compared in a step")
    p.add_argument("--other-date", type=float, default=0.5, help="share of grounds seen at two dates")
    p.add_argument("--zoom", type=float, default=0.3, help="share of views at another scale")
    p.add_argument("--hide", type=float, default=0.5, help="share of views with blank blocks")
    p.add_argument("--light", type=float, default=1.0, help="strength of gain, haze and grain")
    p.add_argument("--regulariser", choices=("sigreg", "visreg"), default="sigreg")
    p.add_argument("--weight", type=float, default=0.02, help="of the regulariser; agreement has the rest")
    p.add_argument("--rows", type=float, default=256, help="SIGReg: independent cells that a step counts for")
    p.add_argument("--read", type=float, default=1.0, help="weight of reading land cover")
    p.add_argument("--chip", type=float, default=0.0, help="weight of the same objective on chips' means")
    p.add_argument("--hidden", type=int, default=512, help="projector: width and numbers out")
    p.add_argument("--projected", type=int, default=64)
    p.add_argument("--layers", type=int, default=2, help="hidden layers of the projector; 0: a linear map")
    p.add_argument("--lr", type=float, default=5e-4)
    p.add_argument("--net-rate", type=float, default=1.0, help="the network's share of --lr; projector and reading have all of it")
    p.add_argument("--weight-decay", type=float, default=0.05)
    p.add_argument("--warm-up", type=float, default=0.1, help="share of the steps")
    p.add_argument("--ema", type=float, default=0.996, help="card: momentum of the slow copy, rising to 1")
    p.add_argument("--hold-out", default="bordeaux,norcia,rennes,saclay_w,brasilia",
                   help="places that are not trained on, for figures without labels")
    p.add_argument("--measure-every", type=int, default=100)
    p.add_argument("--save-every", type=int, default=10)
    return p.parse_args(given)


def begin(args, places):
    """The network a run starts from, with texture in its tokens, and its file's dictionary."""
    if args.start == "random":
        mean, std = data.band_statistics(places)
        net = vit.TextureViT(vit.ViT(depth=args.depth), 1)
        torch.nn.init.trunc_normal_(net.texture_embed.weight, std=0.02)
        stats = {"bands": data.BANDS, "mean": [float(m) for m in mean], "std": [float(s) for s in std]}
        return net, {"config": {"img_size": net.img_size}, "norm_stats": stats}
    file, net = vit.open_checkpoint(args.start)
    inner, beside = (net.vit, net.texture_embed) if isinstance(net, vit.TextureViT) else (net, None)
    out = vit.TextureViT(inner, 1)
    if beside is not None:
        out.texture_embed.load_state_dict(beside.state_dict())
    return out, file


class Run:
    """Everything that a step needs and that a resumed run must find again."""

    def __init__(self, args):
        self.args, self.step, self.minutes = args, 0, 0.0
        torch.manual_seed(args.seed)
        held = [n for n in args.hold_out.split(",") if n]
        places = data.load_places(args.data)
        self.held = [p for p in places if p.name in held]
        places = [p for p in places if p.name not in held]
        self.net, self.file = begin(args, places)
        stats = self.file["norm_stats"]
        self.mean, self.std = (torch.tensor(stats[k]).view(5, 1, 1) for k in ("mean", "std"))
        self.views = Views(places, stats["mean"], stats["std"], args.seed, self.net.img_size, args.large, args.small,
                           args.other_date, args.zoom, args.hide, args.light)
        dim = self.net.vit.dim
        # Fixed ground, the same for every seed, sets the units of what is read.
        fixed = Views(places, stats["mean"], stats["std"], seed=12345, large=0, small=0)
        truth = ground_truth(fixed.batch(64)["clean"], self.mean, self.std).flatten(0, 1)
        self.reading = Reading(dim, truth.mean(0), truth.std(0))
        self.projector = Projector(dim, args.hidden, args.projected, args.layers)
        self.of_chips = Projector(dim, args.hidden, args.projected, args.layers)
        self.parts = [self.net, self.reading, self.projector, self.of_chips]
        if args.objective == "card":
            self.slow = copy.deepcopy(self.net).requires_grad_(False)
            self.predictor = losses.Predictor(dim, self.net.img_size // vit.PATCH)
            self.parts += [self.slow, self.predictor]
        for part in self.parts:
            part.to(args.device)
        self.net.head.requires_grad_(False)
        others = [p for p in self.parts if p is not self.net and p is not getattr(self, "slow", None)]
        self.optimiser = torch.optim.AdamW(
            [{**group, "share": share} for modules, share in (([self.net], args.net_rate), (others, 1.0))
             for group in groups(modules, args.weight_decay)], lr=args.lr)

    def regulariser(self, z):
        pick = torch.randperm(len(z), device=z.device)[:2048]
        if self.args.regulariser == "visreg":
            return losses.visreg(z[pick])
        return self.args.rows * losses.sigreg(z[pick])

    def rows(self, batch):
        """Features at the drawn ground cells, [N, D], the number of the ground cell of each, what is true there; and
        the mean feature of each large view. Small views show too little of a chip."""
        args, side = self.args, self.net.img_size // vit.PATCH
        count = len(batch["large"]) // args.large
        points = torch.stack([torch.randperm(side * side)[:args.points] for _ in range(count)]).to(args.device)
        with torch.no_grad():
            truth = ground_truth(batch["clean"], self.mean.to(args.device), self.std.to(args.device))
        out, chips = [], None
        for kind, number, at in (("large", args.large, None), ("small", args.small, batch.get("at"))):
            if not number:
                continue
            with torch.autocast(torch.device(args.device).type, torch.bfloat16):
                z = self.net.learned(batch[kind], at=at).float()
            chips = z.mean(1) if chips is None else chips
            of = torch.arange(count, device=args.device).repeat_interleave(number)
            cells = points[of]
            z, shown = at_ground(z, batch[f"lattice_{kind}"], torch.stack([cells // side, cells % side], -1).float())
            ground = of[:, None] * args.points + torch.arange(args.points, device=args.device)
            own = batch[f"own_{kind}"][:, None].expand_as(cells)
            out.append((z[shown], ground[shown], truth[own[shown], cells[shown]]))
        return *(torch.cat(values) for values in zip(*out)), chips

    def lejepa(self, batch):
        args = self.args
        z, ground, truth, chips = self.rows(batch)
        projected = self.projector(z)
        count = len(batch["large"]) // args.large
        terms = {"agree": losses.agreement(projected, ground, count * args.points),
                 "regular": self.regulariser(projected), "read": self.reading(z, truth)}
        total = (1 - args.weight) * terms["agree"] + args.weight * terms["regular"] + args.read * terms["read"]
        if args.chip:
            chips = self.of_chips(chips)
            terms["chip"] = (1 - args.weight) * losses.agreement(
                chips, torch.arange(len(chips), device=args.device) // args.large, count) \
                + args.weight * losses.visreg(chips)
            total = total + args.chip * terms["chip"]
        return total, terms, z

    def card(self, batch):
        """Hidden cells' features, as a slow copy gives them, from 62.5 % of the cells; SIGReg on the features."""
        args, x = self.args, batch["large"]
        cells = (self.net.img_size // vit.PATCH) ** 2
        order = torch.rand(len(x), cells, device=x.device).argsort(1)
        keep, hidden = order[:, :cells * 5 // 8], order[:, cells * 5 // 8:cells * 7 // 8]
        with torch.autocast(torch.device(args.device).type, torch.bfloat16):
            z = self.net.learned(x, keep).float()
            with torch.no_grad():
                target = self.slow.learned(x).float()
        at = lambda values, index: values.gather(1, index[..., None].expand(-1, -1, values.shape[-1]))
        rows = z.flatten(0, 1)
        terms = {"predict": F.smooth_l1_loss(self.predictor(z, keep, hidden), at(target, hidden)),
                 "regular": losses.sigreg(rows[torch.randperm(len(rows), device=x.device)[:2048]])}
        return terms["predict"] + terms["regular"], terms, rows

    def rate(self):
        part, warm = self.step / self.args.steps, self.args.warm_up
        return self.args.lr * (min(1.0, (part + 1 / self.args.steps) / warm) if part < warm
                               else cosine(1.0, 0.001, (part - warm) / (1 - warm)))

    def advance(self):
        began = time.time()
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate() * group["share"]
        self.net.train()
        batch = {k: v.to(self.args.device) for k, v in self.views.batch(self.args.grounds).items()}
        total, terms, z = getattr(self, self.args.objective)(batch)
        total.backward()
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        if self.args.objective == "card":
            momentum = cosine(self.args.ema, 1.0, self.step / self.args.steps)
            with torch.no_grad():
                for slow, fast in zip(self.slow.parameters(), self.net.parameters()):
                    slow.lerp_(fast, 1 - momentum)
        self.step += 1
        self.minutes += (time.time() - began) / 60
        return {"loss": total.item(), **{k: v.item() for k, v in terms.items()}}, z.detach()

    def measure(self):
        """Figures without labels on fixed chips of the places held out, first date against last: does a cell find
        itself, and how many directions are in use."""
        rng, firsts, lasts = np.random.default_rng(0), [], []
        size, rows = self.net.img_size, []
        for place in self.held:
            corners = [[int(rng.integers(0, n - size + 1)) for n in place.shape] for _ in range(4)]
            f, g = ([torch.from_numpy(x[:, r:r + size, c:c + size]) for r, c in corners]
                    for x in (place.dates[0], place.dates[-1]))
            with torch.no_grad(), torch.autocast(torch.device(self.args.device).type, torch.bfloat16):
                f, g = (self.net.learned(((torch.stack(x) - self.mean) / self.std).to(self.args.device)).float().cpu()
                        .flatten(0, 1).double().numpy() for x in (f, g))
            centre = (f.mean(0) + g.mean(0)) / 2
            cos, ridge = measures.retrieval(f - centre, g - centre, 1024)
            rows.append((cos, ridge, measures.effective_rank(f)))
        return dict(zip(("self_cosine", "self_ridge", "rank"), np.mean(rows, 0).tolist()))

    def export(self, name, summary):
        args = {k: v if isinstance(v, (int, float, str, bool, type(None))) else str(v)
                for k, v in vars(self.args).items() if k not in ("data", "out", "resume", "start")}
        file = {**self.file, "config": {**args, "img_size": self.net.img_size},
                "training_summary": {"n_steps": self.step, **{k: float(v) for k, v in summary.items()}}}
        vit.export_beside(self.net, self.args.out / name, file)

    def save(self):
        torch.save({"step": self.step, "minutes": self.minutes, "parts": [p.state_dict() for p in self.parts],
                    "optimiser": self.optimiser.state_dict(), "torch": torch.get_rng_state(),
                    "numpy": self.views.rng.bit_generator.state}, self.args.out / "state.pt")

    def load(self):
        state = torch.load(self.args.out / "state.pt", weights_only=False)
        for part, values in zip(self.parts, state["parts"]):
            part.load_state_dict(values)
        self.step, self.minutes = state["step"], state["minutes"]
        self.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["torch"])
        self.views.rng.bit_generator.state = state["numpy"]


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    run = Run(args)
    if args.resume and (args.out / "state.pt").exists():
        run.load()
    log = open(args.out / "log.jsonl", "a" if args.resume else "w", buffering=1)
    began = time.time()

    def write(entry):
        log.write(json.dumps({k: round(float(v), 5) for k, v in entry.items()}) + "\n")
        print("  ".join(f"{k} {v:.4g}" for k, v in entry.items()), flush=True)

    if run.step == 0 and run.held:
        write({"step": 0, **run.measure()})
    while run.step < args.steps:
        terms, rows = run.advance()
        if run.step % 10 == 0:
            z = rows[torch.randperm(len(rows))[:2000]].cpu().numpy()
            write({"step": run.step, "minutes": run.minutes, **terms, "batch_rank": measures.effective_rank(z)})
        late = args.minutes and time.time() - began > 60 * args.minutes
        if run.step % args.measure_every == 0 or run.step == args.steps or late:
            found = run.measure() if run.held else {}
            write({"step": run.step, **found})
            run.export("last.pt", found)
            run.save()
        elif run.step % args.save_every == 0:
            run.export("last.pt", {})
            run.save()
        if late:
            break


if __name__ == "__main__":
    main()
