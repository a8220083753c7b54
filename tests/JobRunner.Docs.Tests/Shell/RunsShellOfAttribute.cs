namespace JobRunner.Docs.Tests.Shell;

/// <summary>The fixture runs all the shell blocks of this document, but for those that <see cref="NotRun"/> names.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RunsShellOfAttribute(string document) : Attribute
{
    public string Document { get; } = document;
}
