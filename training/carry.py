"""Pixels beside what was learned: `graft` makes room in a trained stream and carries principal patches in it.

Change by residual is good on plain principal patches at their natural energy,
which training bends. A trained stream needs fewer dimensions than it has, so
it is turned to its principal axes (LayerNorm takes any turn that keeps the
mean over dimensions where it is), the weakest axes are dropped, and the
patches' components take their place. No block of the trained part reads or
writes them, so they reach the final norm as they are, in any light; a linear
reading fitted on features (tried before) fails where the ground is brighter
than what it was fitted on.
"""
import copy

import torch

import closed_form
import model as vit

REST = 18  # position and steady constants at the end of the stream
ENERGY = 2.0  # of all carried components in the stream: too little to sway the blocks' norms


@torch.no_grad()
def stream(model, chips):
    """The stream before every block and before the final norm, [tokens, D] each; registers count as much as cells."""
    found = []
    keep = lambda _, given: found.append(torch.cat([given[0], given[0][:, :vit.REGISTERS].repeat(1, 12, 1)], 1).flatten(0, 1))
    hooks = [m.register_forward_pre_hook(keep) for m in [*model.blocks[:model.depth], model.norm]]
    model(chips)
    for hook in hooks:
        hook.remove()
    return found


def axes(states, room, kept):
    """[room, kept]: the stream's principal axes, turned so that the mean over dimensions stays the mean."""
    gram = torch.zeros(room, room)
    for i, t in enumerate(states):
        t = t[:, :room] / t.std(1).median()
        g = t.T @ t
        gram += g / g.trace() * (2 if i == len(states) - 1 else 1)
    ones = torch.ones(room, 1) / room**0.5
    without = torch.eye(room) - ones @ ones.T
    leading = torch.linalg.eigh(without @ gram @ without)[1].flip(1)[:, :kept - 1]
    u = -torch.ones(kept, 1) / kept**0.5  # a reflection that takes the first axis to the new mean
    u[0] += 1
    return torch.cat([ones, leading], 1) @ (torch.eye(kept) - 2 * u @ u.T / u.square().sum())


@torch.no_grad()
def graft(source, chips, components, variances, mean_patch, count):
    """A copy of `source` with `count` principal patches carried in the dimensions before the last `REST`."""
    net = copy.deepcopy(source)
    dim, blocks, embed = net.dim, net.blocks[:net.depth], net.patch_embed.proj
    room, pixels = dim - REST, slice(dim - REST - count, dim - REST)
    outs = [part for b in blocks for part in (b.attn.proj, b.mlp.fc2)]
    for value in [v for part in (embed, *outs) for v in (part.weight, part.bias)]:
        value -= value.mean(0, keepdim=True)  # every norm would take it away
    for value in (net.pos_embed, net.reg_token):
        value -= value.mean(-1, keepdim=True)

    turn = torch.eye(dim)
    turn[:room, :room] = 0
    turn[:pixels.start, :room] = axes(stream(net, chips), room, pixels.start).T
    for norm, part in [pair for b in blocks for pair in ((b.norm1, b.attn.qkv), (b.norm2, b.mlp.fc1))]:
        part.bias += part.weight @ norm.bias
        part.weight.copy_(part.weight * norm.weight @ turn.T)
        norm.weight.fill_(1), norm.bias.zero_()
    for part in (embed, *outs):
        part.weight.copy_((turn @ part.weight.flatten(1)).view_as(part.weight))
        part.bias.copy_(turn @ part.bias)
    for value in (net.pos_embed, net.reg_token):
        value.copy_(value @ turn.T)
    # The final norm's weights are close to equal; what turns with them is their mean square.
    net.norm.weight.copy_((turn.square() @ net.norm.weight.square()).sqrt())
    net.norm.weight[room:] = 0

    kernel = components[:, :count] * (ENERGY / variances[:count].sum()).sqrt()
    embed.weight[pixels] = kernel.T.reshape(count, *embed.weight.shape[1:])
    embed.bias[pixels] = -kernel.T @ mean_patch
    net.norm.weight[pixels] = 1
    return net


@torch.no_grad()
def smooth(model, chips, count, strength):
    """`closed_form.add_smoothing` for a grafted network: its last head takes the chip's mean from the carried part.

    The other heads smooth the learned dimensions and the leading carried ones."""
    closed_form.add_smoothing(model, chips, 1.0)
    dim, block = model.dim, model.blocks[model.depth - 1]
    qkv, out, width = block.attn.qkv, block.attn.proj, dim // block.attn.heads
    level, first, last = out.weight.diagonal().median().item(), dim - REST - count, dim - width
    for row in (last, dim + last):  # looks everywhere alike
        qkv.weight[row:row + width] = 0
        qkv.bias[row:row + width] = 0
    qkv.weight[2 * dim:] = 0
    out.weight.zero_()
    qkv.weight[2 * dim:2 * dim + last, :last] = torch.eye(last)
    out.weight[:last, :last] = strength * level * torch.eye(last)
    qkv.weight[2 * dim + last:2 * dim + last + count, first:first + count] = torch.eye(count)
    smoothed = torch.arange(first, first + count) < last
    out.weight[first:first + count, last:last + count] = -level * torch.diag(1 + strength * smoothed)
    model.norm.weight[last:first + count] *= 1 + 0.75 * strength  # about as long as what is smoothed


@torch.no_grad()
def balance(model, chips, count, share):
    """Give the carried part this share of the features' energy, and take the mean feature away.

    The mean matters to the cosine alone, which beside a long mean sees little."""
    pixels = slice(model.dim - REST - count, model.dim - REST)
    energy = model(chips).flatten(0, 1).var(0)
    own = energy.sum() - energy[pixels].sum()
    model.norm.weight[pixels] *= (share / (1 - share) * own / energy[pixels].sum()).sqrt()
    model.norm.bias -= model(chips).flatten(0, 1).mean(0)
