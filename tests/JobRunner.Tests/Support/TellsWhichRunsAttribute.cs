using NUnit.Framework;
using NUnit.Framework.Interfaces;

[assembly: JobRunner.Tests.Support.TellsWhichRuns]

namespace JobRunner.Tests.Support;

/// <summary>Keeps in a file which test runs, for who has to end a run that stands still: the runner itself names a test only when it has ended.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TellsWhichRunsAttribute : Attribute, ITestAction
{
    /// <summary>The variable that names the file; without it there is none.</summary>
    private const string Variable = "JOBRUNNER_TESTS_RUNNING";

    private static readonly string? FilePath = Environment.GetEnvironmentVariable(Variable);

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) => Tell($"in {test.FullName}");

    public void AfterTest(ITest test) => Tell($"after {test.FullName}");

    private static void Tell(string where)
    {
        if (FilePath is not null)
        {
            File.WriteAllText(FilePath, where);
        }
    }
}
