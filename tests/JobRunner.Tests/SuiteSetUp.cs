using System.Collections.Concurrent;
using JobRunner.Tests.Support;
using NUnit.Framework;

/// <summary>What must hold of the suite as a whole: no process is left, no task has failed unseen.</summary>
[SetUpFixture]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050", Justification = "Outside of namespaces it is for all of them.")]
public sealed class SuiteSetUp
{
    private static readonly ConcurrentBag<Exception> Unobserved = [];

    [OneTimeSetUp]
    public void Begin()
    {
        Leftovers.Mark();
        TaskScheduler.UnobservedTaskException += (_, e) => Unobserved.Add(e.Exception);
    }

    [OneTimeTearDown]
    public void End()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Leftovers.Find(), Is.Empty, "processes of jobs outlive the suite");
            Assert.That(Unobserved, Is.Empty, "tasks failed and nobody looked");
        }
    }
}
