#!/usr/bin/env bash
# Writes docker/k8s/rendered/<overlay>.yaml for every overlay: what a cluster gets, for reviews, and for those without kustomize.
set -euo pipefail
cd "$(dirname "$0")"
for overlay in overlays/*; do
  kubectl kustomize "$overlay" >"rendered/${overlay#overlays/}.yaml"
done
