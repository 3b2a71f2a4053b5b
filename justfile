# The same commands as the scripts of package.json, for those who have `just` (https://just.systems).
# `test`, `demo` and `build` install what is missing first; the others want a built checkout (`just build`).

[private]
default:
    @just --list

# Everything CI runs: tests, types, style, arrows, unused code, generated code.
ci:
    bash .ci/run

# Types, style, arrows between packages, unused code, generated code.
check:
    node scripts/check.mjs

lint:
    npx biome check --error-on-warnings

# Mends style where that is safe.
fix:
    npx biome check --write

typecheck:
    npx tsc -b

build:
    node scripts/bootstrap.mjs build

# Fetches what tests need, and runs all of them, or those whose path contains an argument.
test *args:
    node scripts/bootstrap.mjs test {{args}}

# Tests that start real servers and workers.
test-integration *args:
    node scripts/bootstrap.mjs test integration {{args}}

# On a machine with an NVIDIA GPU: fetches what onnxruntime needs there, and measures.
gpu-check:
    node scripts/gpu-check.mjs

demo *args:
    node scripts/bootstrap.mjs demo {{args}}

# A Redis for development, in memory, on loopback.
redis:
    redis-server --save '' --appendonly no --bind 127.0.0.1 --port 6379

# Types from the gRPC contracts in proto/.
gen-proto *args:
    node scripts/gen-proto.mjs {{args}}

# Pages that follow from code: error codes and configuration.
gen-docs *args:
    node scripts/gen-docs.mjs {{args}}

# Everything on this machine without any model: tones for a voice, a script for a recogniser.
dev *args:
    node packages/cli/bin/parley.js dev {{args}}

# A speech worker without a model: tones, for development.
run-tts-mock *args:
    node packages/cli/bin/parley.js worker tts --adapter mock {{args}}

run-orch *args:
    node packages/cli/bin/parley.js orchestrator --config configs/orchestrator.yaml {{args}}

# Talk to a running server from the terminal.
cli *args:
    node packages/cli/bin/parley.js cli {{args}}

# Where a running Node process spends its time, live.
spy-top PID:
    node scripts/profile/spy-top.mjs {{PID}}

# Flame graph of a running Node process.
spy-record PID OUT="profile.svg":
    node scripts/profile/spy-record.mjs {{PID}} {{OUT}}

# A speech worker under Nsight Systems.
nsys-tts *args:
    bash scripts/profile/nsys-tts {{args}}

# A speech worker under Nsight Compute.
ncu-tts *args:
    bash scripts/profile/ncu-tts {{args}}
