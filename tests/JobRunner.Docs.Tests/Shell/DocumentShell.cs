using System.Text;
using JobRunner.Docs.Tests.Documents;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Shell;

/// <summary>Runs a document's shell blocks one after the other, as a reader would paste them into one terminal.</summary>
internal sealed class DocumentShell : IAsyncDisposable
{
    // Printed behind each block: a reader would see the prompt again. With it comes how the block went.
    private const string Prompt = "--- the block has ended with ";

    // Of a build on a busy machine. What takes longer hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly JobsManager _jobs;
    private readonly Queue<Block> _blocks;
    private readonly Func<string, string> _here;
    private readonly Guid _shell;
    private long _read;

    private DocumentShell(string document, JobsManager jobs, Guid shell, Func<string, string> here)
    {
        _jobs = jobs;
        _blocks = new(Document.Of(document).Blocks.Where(block => block.Language == "sh" && !NotRun.Names(block)));
        _shell = shell;
        _here = here;
    }

    /// <param name="document">Its path in the repository.</param>
    /// <param name="folder">Where it is read.</param>
    /// <param name="here">Puts what holds here in the place of a document's words: a port, say.</param>
    /// <param name="environment">What a reader has set already.</param>
    public static async Task<DocumentShell> StartAsync(
        string document, string folder, Func<string, string>? here = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var jobs = new JobsManager();
        var shell = await jobs.StartAsync(new JobSpec("bash", "--norc", "--noprofile", "-s")
        {
            WorkingDirectory = folder,
            KeepInputOpen = true,
            Environment = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
            {
                ["PATH"] = $"{Path.GetDirectoryName(Repository.PathOfProgram("samples/Cli", "jobctl"))}:{Environment.GetEnvironmentVariable("PATH")}",
                ["HOME"] = folder,
                ["NO_PROXY"] = "*",
            },
        });
        return new(document, jobs, shell, here ?? (text => text));
    }

    /// <summary>Runs the next block, which is to succeed, and gives what it printed.</summary>
    /// <param name="beginning">How the block begins, so that a test says what it runs.</param>
    /// <param name="exitCode">Of its last command.</param>
    public async Task<string> RunNext(string beginning, int exitCode = 0)
    {
        var block = _blocks.Dequeue();
        Assert.That(block.Text, Does.StartWith(beginning), $"{block}");

        // Its commands don't read what follows them.
        var script = $"{{\n{_here(block.Text)}\n}} < /dev/null 2>&1\necho \"{Prompt}$?\"\n";
        await _jobs.WriteInputAsync(_shell, Encoding.UTF8.GetBytes(script));
        var printed = "";
        await Waiting.Until($"{block} has been run", async () =>
        {
            printed = await _jobs.ReadOutputTextAsync(_shell, new OutputReadOptions { From = _read, Follow = false });
            return printed.Contains(Prompt, StringComparison.Ordinal) && printed.EndsWith('\n');
        }, Limit);
        _read = (await _jobs.QueryAsync(_shell)).OutputBytes;
        var end = printed.LastIndexOf(Prompt, StringComparison.Ordinal);
        Assert.That(printed[(end + Prompt.Length)..].Trim(), Is.EqualTo($"{exitCode}"), $"{block} printed:\n{printed}");
        return printed[..end];
    }

    public void CheckThatAllWasRun() => Assert.That(_blocks, Is.Empty, "blocks that this fixture doesn't run");

    public async ValueTask DisposeAsync() => await _jobs.DisposeAsync();
}
