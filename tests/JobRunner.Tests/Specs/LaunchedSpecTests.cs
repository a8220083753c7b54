using System.Text;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Specs;

/// <summary>What a program gets is what its spec says.</summary>
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class LaunchedSpecTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    private static readonly string[][] ArgumentLists =
    [
        [],
        [""],
        ["", "", ""],
        ["a b", "  ", "\t"],
        ["\"quoted\"", "'single'", "back\\slash", "\\\"", "trailing\\"],
        ["$HOME", "*", "`id`", "$(id)", "~", ";", "|", "&", "> file", "--", "-x"],
        ["line\nbreak", "\r\n", "\u0001"],
        ["emoji 😀", "日本語", "e\u0301"],
        [new string('x', 100_000)],
    ];

    [TestCaseSource(nameof(ArgumentLists))]
    public async Task Arguments_arrive_as_given(params string[] arguments)
    {
        var job = await Jobs.StartAsync(Child(["arguments", .. arguments]));
        Assert.That(Strings(await Read(job)), Is.EqualTo(arguments));
    }

    [Test]
    public async Task Variables_are_added_changed_and_removed()
    {
        Environment.SetEnvironmentVariable("JOBRUNNER_TEST_INHERITED", "yes");
        Environment.SetEnvironmentVariable("JOBRUNNER_TEST_REMOVED", "yes");
        var spec = Child("environment") with
        {
            Environment = new Dictionary<string, string?>
            {
                ["ADDED"] = "a=b \n😀",
                ["EMPTY"] = "",
                ["JOBRUNNER_TEST_REMOVED"] = null,
                ["JOBRUNNER_JOB_ID"] = "not yours to set",
                ["JOBRUNNER_JOBS"] = null,
            },
        };
        var job = await Jobs.StartAsync(spec);
        var variables = Strings(await Read(job));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(variables, Does.Contain("ADDED=a=b \n😀").And.Contain("EMPTY=").And.Contain("JOBRUNNER_TEST_INHERITED=yes"));
            Assert.That(variables, Has.None.StartWith("JOBRUNNER_TEST_REMOVED"));
            Assert.That(variables, Does.Contain($"JOBRUNNER_JOB_ID={job}"));
            Assert.That(variables, Has.One.StartsWith("JOBRUNNER_JOBS=").And.Some.EndsWith($",{job}"), "the suite's mark and the job's");
        }
    }

    [Test]
    public async Task An_environment_can_start_empty_but_for_the_markers()
    {
        var job = await Jobs.StartAsync(new JobSpec("/usr/bin/env", "-0") { InheritEnvironment = false });
        var variables = Strings(await Read(job));
        Assert.That(variables.Select(variable => variable.Split('=')[0]), Is.EquivalentTo(new[] { "JOBRUNNER_JOB_ID", "JOBRUNNER_JOBS" }));
    }

    [Test]
    public async Task Standard_input_is_at_end_of_file() =>
        Assert.That(await Jobs.RunAsync(new JobSpec("cat")), Has.Property("StandardOutput").Empty);

    [Test]
    public async Task It_runs_in_its_working_directory()
    {
        var folder = Directory.CreateTempSubdirectory("jobrunner-tests-").FullName;
        try
        {
            var result = await Jobs.RunAsync(new JobSpec("pwd", "-P") { WorkingDirectory = folder });
            Assert.That(result.StandardOutput, Is.EqualTo(folder + "\n"));
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Test]
    public async Task A_path_is_relative_to_the_jobs_working_directory_and_a_name_to_its_own_PATH()
    {
        var folder = Directory.CreateTempSubdirectory("jobrunner-tests-").FullName;
        try
        {
            Directory.CreateDirectory($"{folder}/bin");
            File.Copy("/bin/echo", $"{folder}/bin/only-here");
            var here = new JobSpec("bin/only-here", "by path") { WorkingDirectory = folder };
            var byName = new JobSpec("only-here", "by name")
            {
                WorkingDirectory = folder,
                Environment = new Dictionary<string, string?> { ["PATH"] = "/nowhere:bin" },
            };
            Assert.That((await Jobs.RunAsync(here)).StandardOutput, Is.EqualTo("by path\n"));
            Assert.That((await Jobs.RunAsync(byName)).StandardOutput, Is.EqualTo("by name\n"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task A_name_is_not_looked_up_in_the_hosts_current_directory()
    {
        var name = Path.GetFileName(TestChild.Program.FilePath);
        Assert.That(File.Exists(Path.Combine(AppContext.BaseDirectory, name)), "the test would prove nothing");
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = AppContext.BaseDirectory;
        try
        {
            await Assert.ThatAsync(async () => await Jobs.StartAsync(name), Throws.TypeOf<JobStartException>());
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        await Task.CompletedTask;
    }

    private static string[] Strings(byte[] bytes) =>
        bytes.Length == 0 ? [] : Encoding.UTF8.GetString(bytes)[..^1].Split('\0');
}
