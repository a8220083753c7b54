using System.Runtime.Versioning;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Specs;

/// <summary>What this machine can't run is a JobStartException at once, naming the file and the cause; nothing is left behind.</summary>
[SupportedOSPlatform("linux")]
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class UnstartableSpecTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("jobrunner-tests-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public Task A_missing_name() => IsRefused(JobStartReason.CommandNotFound, new("no-such-program-anywhere"), "no-such-program-anywhere", "PATH");

    [Test]
    public Task A_missing_path() => IsRefused(JobStartReason.CommandNotFound, new($"{_folder}/missing"), $"{_folder}/missing", "does not exist");

    [Test]
    public Task A_directory() => IsRefused(JobStartReason.CommandNotExecutable, new(_folder), _folder, "directory");

    [Test]
    public Task A_file_that_is_not_executable()
    {
        var file = Write("plain", "#!/bin/sh\n", UnixFileMode.UserRead);
        return IsRefused(JobStartReason.CommandNotExecutable, new(file), file, "is not executable");
    }

    [Test]
    public Task A_file_on_the_path_that_is_not_executable()
    {
        var file = Write("plain", "#!/bin/sh\n", UnixFileMode.UserRead);
        return IsRefused(JobStartReason.CommandNotExecutable, WithPath("plain", _folder), "plain", $"leads to '{file}', which is not executable");
    }

    [Test]
    public Task A_missing_interpreter()
    {
        var file = Write("script", "#!/no/such/interpreter -x\n", Executable);
        return IsRefused(JobStartReason.CommandNotFound, new(file), "/no/such/interpreter", file, "interpreter");
    }

    [Test]
    public Task An_interpreter_that_is_not_executable()
    {
        var interpreter = Write("plain", "", UnixFileMode.UserRead);
        return IsRefused(JobStartReason.CommandNotExecutable, new(Write("script", $"#!{interpreter}\n", Executable)), interpreter, "its interpreter", "is not executable");
    }

    [Test]
    public Task A_script_with_the_line_ends_of_Windows()
    {
        var file = Write("script", "#!/bin/sh\r\n", Executable);
        return IsRefused(JobStartReason.CommandNotFound, new(file), "/bin/sh\r", file, "'/bin/sh'", "ends with CR LF");
    }

    [Test]
    public Task A_script_that_names_no_interpreter()
    {
        var file = Write("script", "#!\n", Executable);
        return IsRefused(JobStartReason.CommandNotExecutable, new(file), file, "neither");
    }

    [Test]
    public Task Neither_program_nor_script()
    {
        var file = Write("text", "hello\n", Executable);
        return IsRefused(JobStartReason.CommandNotExecutable, new(file), file, "neither");
    }

    [Test]
    public async Task A_named_pipe_that_claims_to_be_executable()
    {
        var pipe = $"{_folder}/pipe";
        var made = await Jobs.RunAsync(new JobSpec("mkfifo", "-m", "755", pipe));
        await Jobs.RemoveAsync(made.Status.Id);
        await IsRefused(JobStartReason.CommandNotExecutable, new(pipe), pipe, "may not execute").Within("the start is refused");
    }

    [Test]
    public async Task A_working_directory_of_the_host_that_is_gone()
    {
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Directory.CreateDirectory($"{_folder}/gone").FullName;
        Directory.Delete($"{_folder}/gone");
        try
        {
            await Assert.ThatAsync(() => Jobs.StartAsync("true"), Throws.TypeOf<JobStartException>().With.Message.Contains("working directory"));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Test]
    public Task A_missing_working_directory() =>
        IsRefused(JobStartReason.Other, new("true") { WorkingDirectory = $"{_folder}/missing" }, $"{_folder}/missing", "working directory");

    [Test]
    public Task A_file_as_working_directory()
    {
        var file = Write("file", "", UnixFileMode.UserRead);
        return IsRefused(JobStartReason.Other, new("true") { WorkingDirectory = file }, file, "is a file");
    }

    [Test]
    public Task No_path_to_look_it_up_on() => IsRefused(JobStartReason.CommandNotFound, new("true") { InheritEnvironment = false }, "true", "no PATH");

    [Test]
    public Task Arguments_that_are_too_long() =>
        IsRefused(JobStartReason.Other, new("true", new string('x', 4_000_000)), "/true", "larger than this system allows");

    [Test]
    public async Task Nothing_is_lost_by_failing()
    {
        var script = Write("script", "#!/no/such/interpreter\n", Executable);
        JobSpec[] specs = [new("no-such-program"), new(script), new(_folder), new("true") { WorkingDirectory = "/no/such" }];
        await Fail(specs); // What is made once is there now.
        var before = OwnDescriptors.Count();
        for (var i = 0; i < 100; i++)
        {
            await Fail(specs);
        }

        await Waiting.Until("no descriptor is left", () => OwnDescriptors.Count() <= before);
    }

    private async Task IsRefused(JobStartReason reason, JobSpec spec, string fileName, params string[] named)
    {
        var e = (await Assert.ThrowsAsync<JobStartException>(() => Jobs.StartAsync(spec)))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.FileName, Does.EndWith(fileName));
            Assert.That(e.Reason, Is.EqualTo(reason));
            Assert.That(named, Has.All.Matches<string>(part => e.Message.Contains(part!, StringComparison.Ordinal)), e.Message);
            Assert.That(await Jobs.ListAsync().ToListAsync(), Is.Empty);
        }
    }

    private async Task Fail(JobSpec[] specs)
    {
        foreach (var spec in specs)
        {
            await Assert.ThatAsync(async () => await Jobs.StartAsync(spec), Throws.TypeOf<JobStartException>());
        }

        Assert.That(await Jobs.ListAsync().ToListAsync(), Is.Empty);
    }

    private string Write(string name, string text, UnixFileMode mode)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, mode);
        return file;
    }

    private static JobSpec WithPath(string command, string path) =>
        new(command) { Environment = new Dictionary<string, string?> { ["PATH"] = path } };
}
