package dev.quickstudy.data.characters;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.ClassPool;
import java.util.List;

/**
 * Characters of alphabets, each drawn by several hands, as grey pictures of 28×28 pixels with ink 1
 * on paper 0. Each quarter turn of a character is a class of its own, {@code
 * Alphabet/characterNN/rotRRR}, turned by RRR = 000, 090, 180 or 270 degrees counter-clockwise when
 * it is copied. Characters come in the given order, the turns of one side by side.
 */
final class Characters implements ClassPool {
  static final int SIDE = 28;
  static final int PIXELS = SIDE * SIDE;
  static final int TURNS = 4;

  private static final float[] SHADES = new float[256];

  static {
    for (int i = 0; i < SHADES.length; i++) {
      SHADES[i] = i / 255f;
    }
  }

  private final List<Drawn> characters;
  private final String fingerprint;

  /** One character. */
  static final class Drawn {
    /** {@code Alphabet/characterNN}. */
    final String name;

    /** Ink as 0 … 255, one drawing after another. */
    final byte[] drawings;

    Drawn(String name, byte[] drawings) {
      this.name = name;
      this.drawings = drawings;
    }
  }

  Characters(String preparation, List<Drawn> characters) {
    this.characters = List.copyOf(characters);
    Hash all = Hash.fingerprint(preparation);
    for (Drawn character : characters) {
      all.add(character.name).add(character.drawings, character.drawings.length);
    }
    this.fingerprint = all.hex();
  }

  /** Puts a picture of {@link #PIXELS} values 0 … 1 into a character's drawings. */
  static void put(float[] picture, byte[] drawings, int drawing) {
    for (int i = 0; i < PIXELS; i++) {
      drawings[drawing * PIXELS + i] = (byte) Math.round(255 * picture[i]);
    }
  }

  @Override
  public int classes() {
    return characters.size() * TURNS;
  }

  @Override
  public String className(int classIndex) {
    int degrees = classIndex % TURNS * 90;
    return characters.get(classIndex / TURNS).name + "/rot%03d".formatted(degrees);
  }

  @Override
  public int size(int classIndex) {
    return characters.get(classIndex / TURNS).drawings.length / PIXELS;
  }

  @Override
  public long[] exampleShape() {
    return new long[] {1, SIDE, SIDE};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    byte[] drawings = characters.get(classIndex / TURNS).drawings;
    // Where the turned picture's first pixel comes from, and how far apart its neighbours' sources
    // are.
    int first = exampleIndex * PIXELS;
    int right = 1;
    int down = SIDE;
    switch (classIndex % TURNS) {
      case 1 -> {
        first += SIDE - 1;
        right = SIDE;
        down = -1;
      }
      case 2 -> {
        first += PIXELS - 1;
        right = -1;
        down = -SIDE;
      }
      case 3 -> {
        first += PIXELS - SIDE;
        right = -SIDE;
        down = 1;
      }
      default -> {}
    }
    int to = offset;
    for (int y = 0; y < SIDE; y++) {
      int from = first + y * down;
      for (int x = 0; x < SIDE; x++) {
        into[to++] = SHADES[drawings[from] & 255];
        from += right;
      }
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
