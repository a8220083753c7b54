using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Specs;

/// <summary>A malformed spec is refused at once, the message names the member, and there is no job.</summary>
public sealed class MalformedSpecTests() : JobsTests(ProcessIsolation.Auto)
{
    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return Case("empty command", new JobSpec(""), "Command");
        yield return Case("blank command", new JobSpec("  "), "Command");
        yield return Case("null command", new JobSpec(null!), "Command");
        yield return Case("NUL in command", new JobSpec("a\0b"), "Command");
        yield return Case("NUL in argument", new JobSpec("true", "a", "b\0"), "Arguments[1]");
        yield return Case("null argument", new JobSpec("true", "a", null!), "Arguments[1]");
        yield return Case("half a surrogate pair", new JobSpec("true", "\ud83d"), "Arguments[0]");
        yield return Case("empty directory", new JobSpec("true") { WorkingDirectory = "" }, "WorkingDirectory");
        yield return Case("NUL in directory", new JobSpec("true") { WorkingDirectory = "/tmp\0" }, "WorkingDirectory");
        yield return Case("empty variable", WithVariable("", "x"), "environment variable");
        yield return Case("variable with =", WithVariable("A=secret", "x"), "'A' is followed by '='");
        yield return Case("NUL in variable", WithVariable("A\0", "x"), "Environment");
        yield return Case("NUL in value", WithVariable("A", "x\0"), "Environment['A']");
        yield return Case("empty label", WithLabel("", "x"), "label");
        yield return Case("reserved label", WithLabel("jobrunner.owner", "x"), "jobrunner.owner");
        yield return Case("null label", WithLabel("a", null!), "'a'");
        yield return Case("half a surrogate pair in a label", WithLabel("a", "\ud83d"), "'a'");
        yield return Case("no time at all", new JobSpec("true") { Timeout = TimeSpan.Zero }, "Timeout must be more than zero");
        yield return Case("more time than a timer has", new JobSpec("true") { Timeout = TimeSpan.MaxValue }, "Timeout must be more than zero");
        yield return Case("negative grace", new JobSpec("true") { GracePeriod = TimeSpan.FromTicks(-1) }, "GracePeriod must be from zero");
        yield return Case("more grace than a timer has", new JobSpec("true") { GracePeriod = TimeSpan.MaxValue }, "GracePeriod must be from zero");
        yield return Case("no process", new JobSpec("true") { Limits = new() { MaxProcesses = 0 } }, "Limits.MaxProcesses must be from 1");
        yield return Case("a share that is no number", new JobSpec("true") { Limits = new() { CpuCores = double.NaN } }, "Limits.CpuCores must be from");
    }

    [TestCaseSource(nameof(Malformed))]
    public async Task Is_refused(JobSpec spec, string named)
    {
        await Assert.ThatAsync(
            async () => await Jobs.StartAsync(spec),
            Throws.TypeOf<ArgumentException>().With.Message.Contains(named).And.Property("ParamName").EqualTo("spec"));
        Assert.That(await Jobs.ListAsync().ToListAsync(), Is.Empty);
    }

    [Test]
    public Task Null_is_refused() =>
        Assert.ThatAsync(async () => await Jobs.StartAsync(null!), Throws.ArgumentNullException);

    [TestCase("A", "secret\0")]
    [TestCase("A=secret", "x")]
    public Task A_secret_value_is_not_in_the_message(string name, string value) =>
        Assert.ThatAsync(
            async () => await Jobs.StartAsync(WithVariable(name, value)),
            Throws.ArgumentException.With.Message.Not.Contains("secret"));

    private static TestCaseData Case(string name, JobSpec spec, string named) =>
        new TestCaseData(spec, named).SetArgDisplayNames(name);

    private static JobSpec WithVariable(string name, string value) =>
        new("true") { Environment = new Dictionary<string, string?> { [name] = value } };

    private static JobSpec WithLabel(string name, string value) =>
        new("true") { Labels = new Dictionary<string, string> { [name] = value } };
}
