package dev.quickstudy.recipe;

/**
 * A recipe, or a word about one, that is wrong; the message says where, what was expected and what
 * to do.
 */
public class RecipeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RecipeException(String message) {
    super(message);
  }

  public RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
