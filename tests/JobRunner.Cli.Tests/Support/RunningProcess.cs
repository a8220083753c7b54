using System.Buffers;
using System.Diagnostics;
using System.Text;
using JobRunner.Tests.Support;

namespace JobRunner.Cli.Tests.Support;

/// <summary>A real process, its streams as bytes.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Collected _output;
    private readonly Collected _error;

    public RunningProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = new(_process.StandardOutput.BaseStream);
        _error = new(_process.StandardError.BaseStream);
    }

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public string Output => _output.Text;

    public string Error => _error.Text;

    public async Task TypeAsync(string text)
    {
        await Input.WriteAsync(Encoding.UTF8.GetBytes(text));
        await Input.FlushAsync();
    }

    public Task WaitForOutput(string text) => Waiting.Until(
        $"'{text}' comes out, not only '{Output}' and '{Error}'", () => Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal));

    public async Task<ProcessResult> ToEnd(bool closeInput = true)
    {
        if (closeInput)
        {
            Input.Close();
        }

        await _process.WaitForExitAsync().Within($"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' ends; it has said '{Output}' and '{Error}'");
        await Task.WhenAll(_output.End, _error.End).Within("its output ends");
        return new(_process.ExitCode, _output.Bytes, _error.Bytes);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>What has come of a stream so far.</summary>
    private sealed class Collected
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private readonly Lock _lock = new();

        public Collected(Stream stream) => End = CollectAsync(stream);

        public Task End { get; }

        public byte[] Bytes
        {
            get
            {
                lock (_lock)
                {
                    return _bytes.WrittenSpan.ToArray();
                }
            }
        }

        public string Text => Encoding.UTF8.GetString(Bytes);

        private async Task CollectAsync(Stream stream)
        {
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer) is var count and > 0)
            {
                lock (_lock)
                {
                    _bytes.Write(buffer.AsSpan(0, count));
                }
            }
        }
    }
}
