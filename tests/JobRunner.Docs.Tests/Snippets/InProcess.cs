using NUnit.Framework;

namespace JobRunner.Docs.Tests.Snippets;

/// <summary>Snippets that have a manager called <c>jobs</c>. What they print by <c>Console</c> is kept: their methods name a writer so, that they read as they do in a program.</summary>
public abstract class InProcess
{
    private JobsManager _jobs = null!;
    private ConsoleText _console = null!;

    internal IJobsManager Jobs => _jobs;

    internal TextWriter Console => _console;

    internal string Printed => _console.ToString();

    [SetUp]
    public void MakeManager()
    {
        _jobs = new JobsManager();
        _console = new ConsoleText();
    }

    [TearDown]
    public async Task DisposeManager()
    {
        await _jobs.DisposeAsync();
        await _console.DisposeAsync();
    }
}
