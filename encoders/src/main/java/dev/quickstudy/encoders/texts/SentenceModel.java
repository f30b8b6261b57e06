package dev.quickstudy.encoders.texts;

/**
 * Pretrained sentence encoders for English. Both give embeddings of 384 numbers and length 1, and
 * have weights of eight bits.
 */
public enum SentenceModel {
  /**
   * all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019): 6 layers; the mean over all
   * tokens, of which it reads 256.
   */
  MINILM(
      "minilm",
      "all-minilm-l6-v2-q",
      "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1",
      256,
      Pooling.MEAN),

  /**
   * BGE-small-en-v1.5 (Xiao et al. 2023): 12 layers; the first token, {@code [CLS]}; it reads 512
   * tokens. Slower and usually better than {@link #MINILM}.
   */
  BGE_SMALL(
      "bge-small",
      "bge-small-en-v1.5-q",
      "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4",
      512,
      Pooling.FIRST);

  /** Numbers in an embedding. */
  public static final int DIMENSION = 384;

  /** How the embeddings of tokens become one of the text. */
  enum Pooling {
    MEAN,
    FIRST
  }

  private final String label;
  private final String resource;
  private final String hash;
  private final int tokens;
  private final Pooling pooling;

  SentenceModel(String label, String resource, String hash, int tokens, Pooling pooling) {
    this.label = label;
    this.resource = resource;
    this.hash = hash;
    this.tokens = tokens;
    this.pooling = pooling;
  }

  /** What recipes call it. */
  public String label() {
    return label;
  }

  /** SHA-256 of the model's file, hexadecimal; other files are refused. */
  public String hash() {
    return hash;
  }

  /** The most tokens that are read of a text; the rest is left out. */
  public int tokens() {
    return tokens;
  }

  Pooling pooling() {
    return pooling;
  }

  String modelResource() {
    return "/" + resource + ".onnx";
  }

  String tokenizerResource() {
    return "/" + resource + "-tokenizer.json";
  }
}
