namespace JobRunner.Docs.Tests.Documents;

/// <summary>A fenced block of a document.</summary>
/// <param name="Document">The document's path in the repository.</param>
/// <param name="Line">The number of its first line, the fence.</param>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Text">What is between the fences.</param>
internal sealed record Block(string Document, int Line, string Language, string Text)
{
    public string FirstLine => Text.Split('\n')[0];

    /// <summary>As an editor opens it.</summary>
    public override string ToString() => $"{Document}:{Line}";
}
