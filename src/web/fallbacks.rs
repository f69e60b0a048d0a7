//! Why the CPU runs the networks, or why the GPU that was asked for does not, as part of a sentence in every language.

use super::Language;
use super::format::{latency, seconds};
use crate::protocol::Fallback;

/// The reason, without a capital letter and without a full stop.
pub(crate) fn fallback_reason(language: Language, fallback: &Fallback) -> String {
    match language {
        Language::English => english(fallback),
        Language::Korean => korean(fallback),
    }
}

fn english(fallback: &Fallback) -> String {
    match fallback {
        Fallback::NoWebGpu => "this browser offers no WebGPU here".into(),
        Fallback::NoAdapter => "WebGPU found no graphics card it may use".into(),
        Fallback::SoftwareAdapter => "the only WebGPU adapter computes in software, which is slower".into(),
        Fallback::LimitTooLow { name, found, needed } => {
            format!("the graphics card allows {found} of “{name}”, and {needed} are needed")
        }
        Fallback::SlowerThanCpu { gpu, cpu } => {
            format!("the GPU’s answers take {} to arrive here, the CPU’s {}", latency(*gpu), latency(*cpu))
        }
        Fallback::InitFailed(detail) => format!("the GPU could not be started ({detail})"),
        Fallback::NoAnswer(waited) => format!("the GPU has not answered for {} s", seconds(*waited)),
        Fallback::LostRepeatedly => "the GPU was lost repeatedly".into(),
    }
}

fn korean(fallback: &Fallback) -> String {
    match fallback {
        Fallback::NoWebGpu => "이 브라우저에서는 WebGPU를 쓸 수 없습니다".into(),
        Fallback::NoAdapter => "WebGPU가 사용할 수 있는 그래픽 장치를 찾지 못했습니다".into(),
        Fallback::SoftwareAdapter => "유일한 WebGPU 어댑터가 소프트웨어 방식이라 더 느립니다".into(),
        Fallback::LimitTooLow { name, found, needed } => {
            format!("그래픽 장치의 “{name}” 한도가 {found}인데 {needed}이 필요합니다")
        }
        Fallback::SlowerThanCpu { gpu, cpu } => {
            format!("여기서는 GPU의 답이 오는 데 {}, CPU의 답은 {} 걸립니다", latency(*gpu), latency(*cpu))
        }
        Fallback::InitFailed(detail) => format!("GPU를 시작하지 못했습니다 ({detail})"),
        Fallback::NoAnswer(waited) => format!("GPU가 {}초 동안 응답하지 않았습니다", seconds(*waited)),
        Fallback::LostRepeatedly => "GPU 연결이 여러 번 끊어졌습니다".into(),
    }
}
