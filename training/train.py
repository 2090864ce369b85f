#!/usr/bin/env python3
"""Train the default encoder. `python train.py --help`; the README says what each part is for.

A step: the student encodes 62.5 % of the cells of view a; its slow copy (EMA)
encodes all of view b, another date of the same ground. At visible cells the
student must match the slow copy (contrast), at hidden cells a small predictor
must guess it (prediction), and the student's features must stay isotropic
(SIGReg) and keep the pixels readable (detail).
"""
import argparse
import copy
import json
import math
import pathlib
import time

import numpy as np
import torch
import torch.nn.functional as F

import closed_form
import data
import losses
import measures
import model as vit


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", default=pathlib.Path(__file__).resolve().parents[2] / "shared/imagery/train")
    p.add_argument("--out", type=pathlib.Path, default=pathlib.Path("run"))
    p.add_argument("--resume", action="store_true", help="go on from OUT/state.pt")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--minutes", type=float, help="stop cleanly after this long; --resume goes on")
    p.add_argument("--kind", default="vit_tiny_patch8", choices=vit.SIZES)
    p.add_argument("--steps", type=int, default=250)
    p.add_argument("--over-minutes", type=float, help="schedule over this long instead of over --steps")
    p.add_argument("--batch", type=int, default=24, help="pairs of 128 x 128 chips a step")
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--weight-decay", type=float, default=0.05)
    p.add_argument("--ema", type=float, default=0.98, help="momentum of the slow copy, rising to 1")
    p.add_argument("--depths", default="4", help="blocks in use, in equal shares of the steps: 4,8,12")
    p.add_argument("--start", choices=("patches", "random"), default="patches")
    p.add_argument("--start-power", type=float, default=0.3)
    p.add_argument("--start-steady", type=float, default=1.0)
    p.add_argument("--visible", type=float, default=0.625)
    p.add_argument("--hidden", type=float, default=0.25)
    p.add_argument("--other-date", type=float, default=0.75, help="share of views taken at two dates")
    p.add_argument("--light", type=float, default=1.0, help="strength of gain and haze jitter")
    p.add_argument("--restyle", type=float, default=0.0,
                   help="share of views brought to other means and deviations of the bands, both dates alike")
    p.add_argument("--predict", type=float, default=1.0, help="weights of the terms, here and below")
    p.add_argument("--contrast", type=float, default=1.0)
    p.add_argument("--sigreg", type=float, default=2.0)
    p.add_argument("--covariance", type=float, default=0.0)
    p.add_argument("--detail", type=float, default=1.0)
    p.add_argument("--detail-power", type=float, default=0.5)
    p.add_argument("--unlike", type=float, default=0.5, help="contrast: share of nearest colours that do not count")
    p.add_argument("--temperature", type=float, default=0.1)
    p.add_argument("--cells", type=int, default=1536, help="contrast: cells a step")
    p.add_argument("--hold-out", default="bordeaux,norcia,rennes,saclay_w,brasilia",
                   help="places that are not trained on; the checkpoint is chosen on them")
    p.add_argument("--measure-every", type=int, default=125)
    p.add_argument("--measure-start", type=int, default=1, help="0: do not measure before the first step")
    return p.parse_args()


def cosine(start, end, part):
    return end + (start - end) * (1 + math.cos(math.pi * min(part, 1.0))) / 2


def groups(modules, weight_decay):
    """Matrices decay; norms, biases, positions and registers do not."""
    named = [item for m in modules for item in m.named_parameters()]
    free = [p for n, p in named if p.ndim < 2 or n in ("pos_embed", "reg_token", "place")]
    kept = {id(p) for p in free}
    return [{"params": [p for _, p in named if id(p) not in kept], "weight_decay": weight_decay},
            {"params": free, "weight_decay": 0.0}]


class Run:
    """Everything that a step needs and that a resumed run must find again."""

    def __init__(self, args):
        self.args, self.step, self.minutes = args, 0, 0.0
        torch.manual_seed(args.seed)
        held = [n for n in args.hold_out.split(",") if n]
        places = data.load_places(args.data)
        self.held = [p for p in places if p.name in held]
        places = [p for p in places if p.name not in held]
        self.mean, self.std = data.band_statistics(places)
        self.sampler = data.Sampler(places, self.mean, self.std, seed=args.seed,
                                    other_date=args.other_date, light=args.light, restyle=args.restyle)
        self.student = vit.ViT(args.kind)
        patch = data.sample_patches(places, self.mean, self.std, seed=args.seed)
        components, variances = closed_form.principal_patches(patch)
        if args.start == "patches":
            closed_form.start_from_patches(self.student, components, variances, patch.mean(0),
                                   args.start_power, args.start_steady)
        self.slow = copy.deepcopy(self.student).requires_grad_(False)
        self.predictor = losses.Predictor(self.student.dim, self.student.img_size // vit.PATCH)
        self.detail = losses.Detail(self.student.dim, components, variances, args.detail_power)
        self.parts = [self.student, self.slow, self.predictor, self.detail]
        for part in self.parts:
            part.to(args.device)
        self.optimiser = torch.optim.AdamW(groups([self.student, self.predictor, self.detail], args.weight_decay),
                                           lr=args.lr, betas=(0.9, 0.98))
        self.encode_a = torch.compile(self.student, dynamic=False)
        self.encode_b = torch.compile(self.slow, dynamic=False)
        self.best = -1.0

    def part(self):
        """How much of the schedule is over, 0 to 1."""
        over = self.args.over_minutes
        return min(self.minutes / over if over else self.step / self.args.steps, 1.0)

    def set_depth(self):
        depths = [int(d) for d in self.args.depths.split(",")]
        depth = depths[min(int(self.part() * len(depths)), len(depths) - 1)]
        self.student.depth = self.slow.depth = depth

    def losses(self, batch):
        args = self.args
        a, b, match, where = (batch[k].to(args.device) for k in ("a", "b", "match", "where"))
        count, cells = match.shape
        order = torch.rand(count, cells, device=a.device).argsort(1)
        seen = int(args.visible * cells)
        keep, hidden = order[:, :seen], order[:, seen:seen + int(args.hidden * cells)]
        autocast = torch.autocast(a.device.type, torch.bfloat16)
        with torch.no_grad(), autocast:
            target = self.encode_b(b).float()
        with autocast:
            z = self.encode_a(a, keep).float()

        def at(values, index):  # rows of [B, cells, ...] at index [B, K]
            return values.gather(1, index[..., None].expand(-1, -1, values.shape[-1]))

        out = {}
        partner = match.gather(1, hidden)
        guess = self.predictor(z, keep, hidden)
        error = F.smooth_l1_loss(guess, at(target, partner.clamp(min=0)), reduction="none").mean(-1)
        out["predict"] = (error * (partner >= 0)).sum() / (partner >= 0).sum()

        partner = match.gather(1, keep)
        there = partner.clamp(min=0)
        colour = vit.patches(b).view(count, cells, 5, -1).mean(-1)
        pairs = [v.flatten(0, 1) for v in (z, at(target, there), at(where, keep), at(colour, there))]
        pick = torch.nonzero((partner >= 0).flatten())[:, 0]
        pick = pick[torch.randperm(len(pick), device=a.device)[:args.cells]]
        out["contrast"] = losses.contrast(*(v[pick] for v in pairs), args.temperature, args.unlike)

        rows = pairs[0]
        out["sigreg"] = losses.sigreg(rows[torch.randperm(len(rows), device=a.device)[:2048]])
        out["covariance"] = losses.covariance_to_identity(rows) if args.covariance else torch.zeros((), device=a.device)
        out["detail"] = self.detail(rows, at(vit.patches(a), keep).flatten(0, 1))
        return out, rows

    def advance(self):
        args, part, began = self.args, self.part(), time.time()
        self.set_depth()
        rate = args.lr * min(1.0, (self.step + 1) / 50) * cosine(1.0, 0.02, part)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        terms, rows = self.losses(self.sampler.batch(args.batch))
        total = sum(getattr(args, name) * value for name, value in terms.items())
        total.backward()
        norm = torch.nn.utils.clip_grad_norm_([p for g in self.optimiser.param_groups for p in g["params"]], 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        momentum = cosine(args.ema, 1.0, part)
        with torch.no_grad():
            for slow, fast in zip(self.slow.parameters(), self.student.parameters()):
                slow.lerp_(fast, 1 - momentum)
        self.step += 1
        self.minutes += (time.time() - began) / 60
        return {"loss": total.item(), **{k: v.item() for k, v in terms.items()}, "gradient": norm.item(),
                "lr": rate}, rows.detach()

    def measure(self):
        """The label-free figures of the slow copy on the places held out; the checkpoint if they are the best."""
        found = measures.report(lambda x: measures.encode(self.slow, x, self.mean, self.std), self.held)
        if found["criterion"] > self.best:
            self.best = found["criterion"]
            self.export("best.pt", found)
        self.export("last.pt", found)
        return found

    def export(self, name, summary):
        args = {k: v if isinstance(v, (int, float, str, bool, type(None))) else str(v)
                for k, v in vars(self.args).items() if k not in ("data", "out", "resume")}
        vit.export(self.slow, self.args.out / name, args, self.mean, self.std, data.BANDS,
                   {"n_steps": self.step, **{k: float(v) for k, v in summary.items()}})

    def save(self):
        torch.save({"step": self.step, "minutes": self.minutes, "best": self.best,
                    "parts": [p.state_dict() for p in self.parts],
                    "optimiser": self.optimiser.state_dict(), "torch": torch.get_rng_state(),
                    "numpy": self.sampler.rng.bit_generator.state}, self.args.out / "state.pt")

    def load(self):
        state = torch.load(self.args.out / "state.pt", weights_only=False)
        for part, values in zip(self.parts, state["parts"]):
            part.load_state_dict(values)
        self.step, self.minutes, self.best = state["step"], state["minutes"], state["best"]
        self.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["torch"])
        self.sampler.rng.bit_generator.state = state["numpy"]


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

    run.set_depth()
    if run.step == 0 and run.held and args.measure_start:
        write({"step": 0, **run.measure()})
    while run.part() < 1:
        terms, rows = run.advance()
        if run.step % 10 == 0:
            z = rows[torch.randperm(len(rows))[:2000]].cpu().numpy()
            write({"step": run.step, "minutes": (time.time() - began) / 60, **terms,
                   "batch_rank": measures.effective_rank(z), "batch_spread": measures.cluster_spread(z)})
        late = args.minutes and time.time() - began > 60 * args.minutes
        if run.step % args.measure_every == 0 or run.part() >= 1 or late:
            if run.held:
                write({"step": run.step, **run.measure()})
            else:
                run.export("last.pt", {})
            run.save()
        if late:
            break


if __name__ == "__main__":
    main()
