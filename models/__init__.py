"""What computes: encoders, generators, tokenizers, their manifests, and how ours are trained."""
