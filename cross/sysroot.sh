#!/bin/sh
# Fetches the C library of Debian 11 (glibc 2.31) to link against, so that what is built runs on older systems than this one.
#
#     sysroot.sh amd64|arm64 FOLDER
set -eu
release=bullseye
[ ! -e "$2/$release" ] || exit 0
folder=$2.part
rm -rf "$2" "$folder" && mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial"
cd "$folder"
# apt checks the signatures; its lists and its status are this folder's, so that the machine's own stay as they are.
key=/usr/share/keyrings/debian-archive-keyring.gpg
# From where this machine has its Debian, unless DEBIAN says it.
mirror=${DEBIAN:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)}
[ -n "$mirror" ] || { echo "sysroot.sh: apt knows no Debian here; name a mirror in DEBIAN" >&2; exit 2; }
echo "deb [signed-by=$key] $mirror $release main" > apt/sources.list
apart="-o APT::Architecture=$1 -o APT::Architectures=$1 -o APT::Sandbox::User=root -o Acquire::Check-Valid-Until=false
  -o Dir::Etc::SourceList=$folder/apt/sources.list -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Status=/dev/null
  -o Dir::State::Lists=$folder/apt/lists -o Dir::Cache=$folder/apt/cache"
# shellcheck disable=SC2086
{
  apt-get $apart -qq update
  (cd apt && apt-get $apart -qq download libc6 libc6-dev libgcc-s1)
}
for package in apt/*.deb; do dpkg-deb -x "$package" .; done
# Links from / must stay inside the folder.
find . -type l -lname '/*' | while read -r link; do ln -sfnr "$folder$(readlink "$link")" "$link"; done
rm -r apt
touch "$release"
mv "$folder" "$2"
